"""The files of a lab: modules, data and pictures that its notebook uses.

They lie in ``graders/<slug>/files``, are released with the template, and lie beside the notebook in each
sandbox. In a released assignment they lie beside the template, and ``assignment.json`` has their digests.
"""

from __future__ import annotations

import hashlib
import json
import re
import stat
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.machinery import PathFinder
from pathlib import Path
from typing import Final

from bareme.course.course import FILES_FOLDER, RELEASED_SETTINGS, Assignment
from bareme.errors import CourseError
from bareme.i18n.messages import localized_number, msg

__all__ = ["SUITE_MODULE", "LabFile", "copy_lab_files", "find_lab_modules", "read_lab_files"]

MAX_LAB_FILES: Final = 1000
MAX_LAB_BYTES: Final = 64 * 2**20
"""Of all files of a lab together: each sandbox of the level ``limits`` holds a copy. More is a data set."""
SUITE_MODULE: Final = "common"
"""The name of the module that the suites of an assignment share."""
_PART: Final = re.compile(r"\w[\w .+-]*")
"""A name that every file system can hold; it begins with no dot and no sign."""
_PACKAGE_FOLDERS: Final = ("site-packages", "dist-packages")


@dataclass(frozen=True)
class LabFile:
    """A file of a lab; ``name`` is its path beside the notebook, with ``/``."""

    name: str
    path: Path
    sha256: str


def read_lab_files(assignment: Assignment) -> tuple[LabFile, ...]:
    """Returns the files of a lab, sorted by name.

    Hidden files and caches of Python are no files of a lab.

    Raises:
        CourseError: a file breaks a rule; in a released assignment, one is missing or was changed.
    """
    if assignment.is_released:
        return _read_released_files(assignment)
    root = assignment.grader_folder / FILES_FOLDER
    if root.is_symlink():
        raise _make_link_error(root)
    paths = dict(sorted(_walk(root, "")))
    if len(paths) > MAX_LAB_FILES or sum(path.stat().st_size for path in paths.values()) > MAX_LAB_BYTES:
        raise CourseError(
            msg(
                "%(folder)s holds more than %(files)s files or %(size)s MiB; make large data a data set.",
                folder=root,
                files=localized_number(format(MAX_LAB_FILES, ",")),
                size=MAX_LAB_BYTES // 2**20,
            )
        )
    _check_names(assignment, paths)
    return tuple(LabFile(name, path, _digest(path)) for name, path in paths.items())


def copy_lab_files(files: Sequence[LabFile], folder: Path) -> None:
    """Copies the files of a lab into a new folder, readable for all users.

    Raises:
        CourseError: a file was changed since it was read.
        OSError: the folder cannot be written.
    """
    folder.mkdir()
    for file in files:
        target = folder / file.name
        target.parent.mkdir(parents=True, exist_ok=True)
        content = file.path.read_bytes()
        if hashlib.sha256(content).hexdigest() != file.sha256:
            raise CourseError(
                msg("%(path)s was changed in the meantime; run the same command again.", path=file.path)
            )
        target.write_bytes(content)
        target.chmod(0o444)
    for place in (folder, *folder.rglob("*")):
        if place.is_dir():
            place.chmod(0o755)


def find_lab_modules(assignment: Assignment) -> tuple[Path, frozenset[str]]:
    """Returns the folder of a lab's files, and the names that Python can import from it."""
    if assignment.is_released:
        folder, names = assignment.grader_folder, list(_read_digests(assignment))
    else:
        folder = assignment.grader_folder / FILES_FOLDER
        names = [name for name, _ in _walk(folder, "")]
    return folder, frozenset(name.split("/")[0].removesuffix(".py") for name in names if name.endswith(".py"))


def _walk(folder: Path, above: str) -> Iterator[tuple[str, Path]]:
    """Yields the files below a folder, by their path inside."""
    if not folder.is_dir():
        return
    for path in folder.iterdir():
        name = f"{above}{path.name}"
        if path.name.startswith(".") or path.name == "__pycache__":
            continue
        if path.is_symlink():
            raise _make_link_error(path)
        if not _PART.fullmatch(path.name):
            raise CourseError(
                msg(
                    "%(path)s: the name of a file of a lab consists of letters, digits, spaces and "
                    "`_ - . +`, and begins with a letter, digit or `_`; rename it.",
                    path=path,
                )
            )
        if path.is_dir():
            yield from _walk(path, f"{name}/")
        elif stat.S_ISREG(path.stat().st_mode):
            yield name, path
        else:
            raise CourseError(msg("%(path)s is a device or a pipe; put a regular file there.", path=path))


def _make_link_error(path: Path) -> CourseError:
    return CourseError(
        msg("%(path)s is a link, which is not followed; put the file itself there.", path=path)
    )


def _check_names(assignment: Assignment, paths: dict[str, Path]) -> None:
    seen: dict[str, str] = {}
    for name, path in paths.items():
        if seen.setdefault(name.casefold(), name) != name:
            raise CourseError(
                msg(
                    "%(path)s differs from %(other)s in upper and lower case alone, and some systems hold "
                    "only one of them; rename one.",
                    path=path,
                    other=seen[name.casefold()],
                )
            )
        top = name.split("/")[0]
        if _is_reserved(top, assignment.slug):
            raise CourseError(
                msg("%(path)s has the name of a file that `bareme release` writes; rename it.", path=path)
            )
        module = top.removesuffix(".py")
        if name.endswith(".py") and _is_library(module):
            raise CourseError(
                msg(
                    "%(path)s has the name of the module %(module)s, which the sandbox imports in its place; "
                    "rename it.",
                    path=path,
                    module=repr(module),
                )
            )


def _is_reserved(name: str, slug: str) -> bool:
    folded = name.casefold()
    return (
        folded in (RELEASED_SETTINGS, "test_public.py")
        or folded.endswith(".po")
        or (folded.startswith(f"{slug}.") and folded.endswith((".py", ".ipynb")))
    )


def _is_library(module: str) -> bool:
    """Returns True for a module of Python, bareme, a suite or an installed package."""
    if module in sys.stdlib_module_names or module in ("bareme", SUITE_MODULE):
        return True
    folders = [entry for entry in sys.path if Path(entry).name in _PACKAGE_FOLDERS]
    return PathFinder.find_spec(module, folders) is not None


def _read_released_files(assignment: Assignment) -> tuple[LabFile, ...]:
    files = []
    for name, digest in sorted(_read_digests(assignment).items()):
        path = assignment.grader_folder / name
        if not path.is_file() or _digest(path) != digest:
            raise CourseError(
                msg(
                    "%(path)s is missing or is not the file of the lab any more, and your work is graded "
                    "with that one; take it anew from where you got the assignment, and write your own code "
                    "into the notebook.",
                    path=path,
                )
            )
        files.append(LabFile(name, path, digest))
    return tuple(files)


def _read_digests(assignment: Assignment) -> dict[str, str]:
    """Returns the digests of a released assignment's files, by name."""
    settings = assignment.grader_folder / RELEASED_SETTINGS
    try:
        digests: dict[str, str] = json.loads(settings.read_bytes()).get("files", {})
        # The file comes from elsewhere: no name may lead out of its folder.
        if not all(_PART.fullmatch(part) for name in digests for part in name.split("/")):
            raise ValueError
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise CourseError(
            msg("%(path)s is damaged; take it anew from where you got the assignment.", path=settings)
        ) from error
    return digests


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise CourseError(
            msg(
                "%(path)s cannot be read (%(reason)s); check its permissions.",
                path=repr(str(path)),
                reason=error.strerror,
            )
        ) from error
