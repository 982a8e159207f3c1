"""Refuses to grade where student code could read the course.

The allow-list of a sandbox should leave nothing to find. This module verifies it, once per batch and before
any student code runs: a copy can lie in an unexpected place, for example inside an allowed package.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from bareme import wire
from bareme.course.course import FILES_FOLDER, Assignment, builtin_course
from bareme.errors import CourseError, InputError, SandboxError, WireError
from bareme.i18n.messages import msg
from bareme.sandbox.forkserver_client import make_key, make_sandbox_folder, open_sandbox
from bareme.sandbox.isolation import load_level
from bareme.sandbox.session import SandboxSettings
from bareme.sandbox.spec import COMPILED, REPOSITORY, SandboxSpec

__all__ = ["refuse_exposed"]

_SEARCH_SECONDS: Final = 120
_MIN_BYTES: Final = 64
"""Smaller files reveal nothing, and equal ones exist anywhere."""
_IGNORED_SUFFIXES: Final = ("", ".md", ".rst", ".txt", ".pyc")
"""Suffixes of files beside suites that decide no grade, for example a licence, which packages have too."""


def refuse_exposed(assignment: Assignment, settings: SandboxSettings, held_out: Iterable[Path]) -> None:
    """Searches the file system of a sandbox for courses and held-out data.

    The courses are the one of the assignment and the one that comes with bareme.

    Args:
        assignment: the assignment to be graded.
        settings: the settings of its sandboxes.
        held_out: files with data that no sandbox may see.

    Raises:
        InputError: a sandbox can read a copy.
        SandboxError: the search failed.
    """
    if not load_level(settings.address.isolation).hides_files or assignment.is_released:
        return
    roots = {assignment.root.resolve()}
    with contextlib.suppress(CourseError):  # without a built-in course, there is none to hide
        roots.add(builtin_course().root)
    secrets = [path for root in sorted(roots) for path in _secret_files(root)]
    by_size = _by_size([*secrets, *held_out])
    found = _search_sandbox(settings, by_size)
    # Only files whose size was found are read, since a course can be large.
    sizes = {size for _, size, _ in found}
    # What students receive anyway gives nothing away, wherever it lies.
    given = _by_size(path for root in roots for path in (root / "assignments").rglob("*"))
    public = {_digest(path) for size in sizes for path in given.get(size, ())}
    known = {_digest(path): path for size in sizes for path in by_size.get(size, ())}
    for place, size, digest in sorted(found):
        if digest == REPOSITORY:
            raise InputError(
                msg(
                    "%(place)s can be read by the code of students and is a repository, which may hold a "
                    "course; move it out of the folders that Python imports from, and grade again.",
                    place=place,
                )
            )
        # Bytecode records the size of its source, not the digest.
        original = by_size[size][0] if digest == COMPILED else known.get(digest)
        if original is not None and digest not in public:
            raise InputError(
                msg(
                    "%(place)s can be read by the code of students and is a copy of %(original)s, which "
                    "they must not see; remove it, or move it out of the folders that Python imports from, "
                    "and grade again.",
                    place=place,
                    original=original,
                )
            )


def _secret_files(root: Path) -> Iterator[Path]:
    """Yields the files of a course that students do not receive."""
    yield from (root / "solutions").glob("*.py")
    for path in (root / "graders").rglob("*"):
        inside = path.relative_to(root / "graders").parts[1:]
        if (
            inside
            and inside[0] not in (FILES_FOLDER, "test_public.py")
            and path.suffix not in _IGNORED_SUFFIXES
        ):
            yield path


def _by_size(paths: Iterable[Path]) -> dict[int, list[Path]]:
    found = defaultdict(list)
    for path in paths:
        if path.is_file() and (size := path.stat().st_size) >= _MIN_BYTES:
            found[size].append(path)
    return dict(found)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _search_sandbox(settings: SandboxSettings, by_size: dict[int, list[Path]]) -> list[tuple[str, int, str]]:
    """Returns the files of these sizes that a sandbox finds.

    The sizes are sent straight to the sandbox, since sandboxes inherit the memory of the fork server.
    """
    sources = [(path.stem, size) for size, paths in by_size.items() for path in paths if path.suffix == ".py"]
    # Compiled files are known by their module and the size of its source, and every package has an
    # `__init__`.
    question = {"sizes": list(by_size), "compiled": [name for name in sources if name[0] != "__init__"]}
    with make_sandbox_folder(settings.address) as folder:
        spec = SandboxSpec(
            isolation=settings.address.isolation,
            folder=folder,
            data=settings.data,
            files=settings.files,
            masked=settings.masked,
            limits=settings.sandbox_limits(),
            search=True,
        )
        sandbox = open_sandbox(settings.address, spec, make_key())
        try:
            sandbox.probe.settimeout(_SEARCH_SECONDS)
            wire.write_frame(sandbox.probe.sendall, wire.encode(question))
            answer: Any = wire.decode(wire.read_frame(sandbox.probe.recv))
        except (OSError, EOFError, WireError) as error:
            raise SandboxError(
                msg(
                    "what a sandbox sees could not be searched (%(error)s)",
                    error=error or type(error).__name__,
                )
            ) from error
        finally:
            sandbox.close()
    return [(str(place), int(size), str(digest)) for place, size, digest in answer]
