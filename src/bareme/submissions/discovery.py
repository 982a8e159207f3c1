"""Finds everything that was handed in, in a file, a folder or an archive.

Students may have chosen every name, archive and link in it. No symbolic link is followed; a hard link is the
file itself, and systems forbid hard links to files that their maker may not read. Nothing is unpacked to
disk. If the archive of one student exceeds a limit, only that archive is left out.

What cannot be a submission (a link, a pipe, a broken archive, a folder without files) is found, too, with the
reason: its owner handed it in, and must not vanish from the class.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

from bareme.errors import InputError
from bareme.i18n.catalogs import N_
from bareme.i18n.messages import Message, as_message, localized_number, msg, nmsg
from bareme.submissions.archives import OpenArchive, archive_stem, is_archive_name, open_archive
from bareme.submissions.file_kinds import describe_file, format_of, holds_notebook
from bareme.submissions.file_location import FileLocation, digest
from bareme.submissions.lms_layouts import PathParts
from bareme.submissions.zip_archive import Budget, BudgetError, Entry, quoted

__all__ = ["FileFinder", "FoundFile"]

_MAX_STUDENT_BYTES: Final = 500_000_000
"""Bytes that may be read from the archive of one student."""
_MAX_WARNINGS: Final = 1000
_MAX_STUDENT_WARNINGS: Final = 5
# Files that bareme hands out itself, and files that other tools create.
_NOT_SUBMISSIONS: Final = {
    "__macosx",
    "__pycache__",
    "assignment.json",
    "conftest.py",
    "desktop.ini",
    "expected.toml",
    "test_public.py",
    "thumbs.db",
}
_FOLDER: Final = N_("a folder without a notebook or a script in it")
_LINK: Final = N_("a link, which is not followed")
_DEVICE: Final = N_("a pipe or a device, not a file")
_NESTED: Final = N_("an archive in an archive, which is not opened")
_NO_WORK: Final = N_("an archive without a notebook or a script in it")


@dataclass(frozen=True)
class FoundFile:
    """A file, or whatever lies at its place, and its path inside the source."""

    parts: PathParts
    """The folders and archives around it, from the outermost one, and its name."""
    location: FileLocation
    sha256: str = ""
    """For an entry of an archive, computed while the archive is open; empty for a file on disk."""
    modified: float | None = None
    """The time of its last change, in seconds since 1970, if known."""
    problem: Message | None = None
    """A sentence on why it cannot be a submission; None if its name and place allow it."""
    is_regular: bool = True
    """False for a link, a device, a folder and an entry that is not read."""


@dataclass
class FileFinder:
    """Searches sources and collects a warning for each omitted file."""

    budget: Budget = field(default_factory=Budget)
    max_warnings: int = _MAX_WARNINGS
    warnings: list[Message] = field(default_factory=list)
    _dropped: int = 0

    def files(self, source: Path) -> list[FoundFile]:
        """Returns everything in a source, in the order of the source.

        Raises:
            InputError: the source does not exist, is of no known kind, or is an archive that exceeds a limit.
        """
        try:
            mode = source.stat().st_mode
        except (OSError, ValueError) as error:
            raise InputError(
                msg("%(source)s is no file or folder; check the path.", source=repr(str(source)))
            ) from error
        if stat.S_ISDIR(mode):
            return list(self._walk(source.resolve()))
        if not stat.S_ISREG(mode):
            raise InputError(
                msg("%(source)s is a device or a pipe; give a file or a folder.", source=repr(str(source)))
            )
        location = FileLocation(source.resolve())
        if is_archive_name(source.name):
            return list(self._list_archive(source, (), location, 2))
        if format_of(source.name) is not None:
            return [FoundFile((source.name,), location, modified=source.stat().st_mtime)]
        raise InputError(
            msg(
                "%(source)s is of no known kind; give a .ipynb, a .py, a folder or a .zip.",
                source=repr(str(source)),
            )
        )

    def warn(self, *sentences: Message) -> None:
        """Adds warnings up to the limit and counts the others."""
        free = self.max_warnings - len(self.warnings)
        self.warnings += sentences[:free]
        self._dropped += len(sentences[free:])

    def all_warnings(self, place: str = "") -> tuple[Message, ...]:
        """Returns the warnings, with a count of those over the limit."""
        if not self._dropped:
            return tuple(self.warnings)
        more = nmsg(
            "%(count)s more file%(place)s was left out.",
            "%(count)s more files%(place)s were left out.",
            self._dropped,
            count=localized_number(format(self._dropped, ",")),
            place=place,
        )
        return (*self.warnings, more)

    def _walk(self, root: Path) -> Iterator[FoundFile]:
        folders: list[tuple[Path, PathParts]] = [(root, ())]
        while folders:
            folder, above = folders.pop()
            entries = self._entries(folder)
            if above and not entries:
                yield _useless(above, FileLocation(folder), _FOLDER, is_regular=False)
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append((Path(entry.path), (*above, entry.name)))
                else:
                    yield from self._inspect((*above, entry.name), entry)

    def _inspect(self, parts: PathParts, entry: os.DirEntry[str]) -> Iterator[FoundFile]:
        """Yields the file at an entry of a folder, or the files in its archive."""
        location = FileLocation(Path(entry.path))
        if entry.is_symlink():
            self.warn(msg("%(file)s is a link; it was not followed.", file=_shown_path(parts)))
            yield _useless(parts, location, _LINK, is_regular=False)
        elif not entry.is_file():
            yield _useless(parts, location, _DEVICE, is_regular=False)
        elif is_archive_name(entry.name):
            yield from self._list_student_archive(location.path, parts, location, 1)
        else:
            try:
                problem = _find_problem(entry.name, location.chunks)
            except InputError as error:
                self.warn(error.sentence)
                problem = error.sentence
            modified = entry.stat(follow_symlinks=False).st_mtime
            yield FoundFile(parts, location, modified=modified, problem=problem)

    def _entries(self, folder: Path) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(folder) as entries:
                return sorted(
                    (entry for entry in entries if not _is_ignored((entry.name,))), key=lambda item: item.name
                )
        except OSError as error:
            self.warn(
                msg(
                    "%(folder)s cannot be read (%(reason)s); it was left out.",
                    folder=quoted(str(folder)),
                    reason=error.strerror,
                )
            )
            return []

    def _list_archive(
        self, source: Path | bytes, above: PathParts, location: FileLocation, levels: int
    ) -> Iterator[FoundFile]:
        """Lists an archive, and archives in it, as folders.

        At most ``levels`` levels of archives are read.
        """
        name = above[-1] if above else location.path.name
        folders: set[PathParts] = set()
        filled: set[PathParts] = set()
        with open_archive(source, name, self.budget) as archive:
            entries, refusals = archive.entries()
            self.warn(*(refusal.reason for refusal in refusals))
            for refusal in refusals:
                parts = (*above, *_split(refusal.name))
                if len(parts) > len(above) and not _is_ignored(parts[len(above) :]):
                    filled.update(_folders_of(parts))
                    yield FoundFile(parts, location, problem=refusal.reason, is_regular=False)
            for entry in entries:
                inner = _split(entry.name)
                parts = (*above, *inner)
                if not inner or entry.name.endswith("/") or _is_ignored(inner):
                    folders.update(_visible_folders(above, entry))
                    continue
                filled.update(_folders_of(parts))
                place = FileLocation(location.path, (*location.places, entry.index))
                try:
                    yield from self._read_entry(archive, entry, parts, place, levels)
                except BudgetError:
                    raise
                except InputError as error:
                    self.warn(error.sentence)
                    yield FoundFile(parts, place, problem=error.sentence)
        for parts in sorted(folders - filled):
            yield _useless(parts, location, _FOLDER, is_regular=False)

    def _read_entry(
        self, archive: OpenArchive, entry: Entry, parts: PathParts, place: FileLocation, levels: int
    ) -> list[FoundFile]:
        """Returns the file of an entry, or the files in its archive."""
        if not is_archive_name(parts[-1]):
            problem = _find_problem(parts[-1], partial(archive.chunks, entry.index))
            sha256 = digest(archive.chunks(entry.index)) if problem is None else ""
            return [FoundFile(parts, place, sha256, entry.modified, problem)]
        if levels > 1:
            return self._list_student_archive(archive.read(entry.index), parts, place, levels - 1)
        self.warn(msg("%(file)s is an archive in an archive; it was left out.", file=_shown_path(parts)))
        return [_useless(parts, place, _NESTED)]

    def _list_student_archive(
        self, source: Path | bytes, above: PathParts, location: FileLocation, levels: int
    ) -> list[FoundFile]:
        """Lists the archive of one student with a separate budget.

        Errors become warnings, so that the rest of the class is still graded.
        """
        search = FileFinder(Budget(_MAX_STUDENT_BYTES), _MAX_STUDENT_WARNINGS)
        problem: Message | None = None
        found: list[FoundFile] = []
        try:
            found = list(search._list_archive(source, above, location, levels))
        except BudgetError:
            problem = msg(
                "%(file)s holds more than %(limit)s bytes; it was left out: ask for the notebook alone.",
                file=_shown_path(above),
                limit=localized_number(format(_MAX_STUDENT_BYTES, ",")),
            )
        except InputError as error:
            problem = error.sentence
        if problem is not None:
            search.warn(problem)
            found.append(FoundFile(above, location, problem=problem))
        self.warn(*search.all_warnings(msg(" in %(place)s", place=_shown_path(above))))
        return found or [_useless(above, location, _NO_WORK)]


def _find_problem(name: str, read: Callable[[], Iterator[bytes]]) -> Message | None:
    """Returns the reason why a file cannot be a submission, or None."""
    if format_of(name) is not None and (not name.lower().endswith(".json") or holds_notebook(read())):
        return None
    kind = describe_file(name, next(read(), b""))
    return msg("%(file)s is %(kind)s.", file=_shown_path((name,)), kind=kind)


def _useless(parts: PathParts, location: FileLocation, kind: str, is_regular: bool = True) -> FoundFile:
    sentence = msg("%(file)s is %(kind)s.", file=_shown_path(parts[-1:]), kind=as_message(kind))
    return FoundFile(parts, location, problem=sentence, is_regular=is_regular)


def _split(name: str) -> PathParts:
    return tuple(part for part in name.split("/") if part not in ("", "."))


def _folders_of(parts: PathParts) -> Iterator[PathParts]:
    return (parts[:length] for length in range(1, len(parts) + 1))


def _visible_folders(above: PathParts, entry: Entry) -> Iterator[PathParts]:
    """Yields the folders around an entry that holds no work, unless tools made them."""
    inner = _split(entry.name)
    last = len(inner) if entry.name.endswith("/") else len(inner) - 1
    for length in range(1, last + 1):
        if _is_ignored(inner[:length]):
            return
        yield (*above, *inner[:length])


def _shown_path(parts: PathParts) -> str:
    return quoted("/".join((*map(archive_stem, parts[:-1]), parts[-1])))


def _is_ignored(parts: PathParts) -> bool:
    return any(
        part.startswith(".") or part.lower() in _NOT_SUBMISSIONS or part.lower().startswith("readme")
        for part in parts
    )
