"""Finds possible submissions in a file, a folder or an archive.

Students may have chosen every name, archive and link in it. No symbolic link is followed; a hard link is the
file itself, and systems forbid hard links to files that their maker may not read. Nothing is unpacked to
disk. If the archive of one student exceeds a limit, only that archive is left out.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bareme.errors import InputError
from bareme.i18n.messages import Message, localized_number, msg, nmsg
from bareme.submissions.lms_layouts import PathParts
from bareme.submissions.zip_archive import MAX_ENTRY_BYTES, Archive, Budget, BudgetError, quoted

__all__ = ["SUFFIXES", "FileFinder", "FileLocation", "FoundFile", "digest"]

SUFFIXES: Final = (".ipynb", ".py")
_CHUNK_BYTES: Final = 1 << 20
_MAX_STUDENT_BYTES: Final = 500_000_000
"""Bytes that may be read from the archive of one student."""
_MAX_WARNINGS: Final = 1000
_MAX_STUDENT_WARNINGS: Final = 5
# Files that bareme hands out itself, and files that other tools create.
_NOT_SUBMISSIONS: Final = {"__macosx", "__pycache__", "expected.toml", "test_public.py", "conftest.py"}


@dataclass(frozen=True)
class FileLocation:
    """A file on disk or in an archive, which may be nested.

    ``places`` holds the index of the entry in each archive, from the outermost one.
    """

    path: Path
    places: tuple[int, ...] = ()

    def chunks(self) -> Iterator[bytes]:
        """Yields the content in chunks.

        Reading a file on disk stops one byte after the limit.

        Raises:
            InputError: it cannot be read.
        """
        if not self.places:
            yield from _read_file_chunks(self.path)
            return
        source: Path | bytes = self.path
        for place in self.places[:-1]:
            with Archive(source, self.path.name) as archive:
                source = archive.read(place)
        with Archive(source, self.path.name) as archive:
            yield from archive.chunks(self.places[-1])


@dataclass(frozen=True)
class FoundFile:
    """A file and its path inside the source."""

    parts: PathParts
    location: FileLocation
    sha256: str = ""
    """For an entry of an archive, computed while the archive is open; empty for a file on disk."""


@dataclass
class FileFinder:
    """Searches sources and collects a warning for each omitted file."""

    budget: Budget = field(default_factory=Budget)
    max_warnings: int = _MAX_WARNINGS
    warnings: list[Message] = field(default_factory=list)
    _dropped: int = 0

    def files(self, source: Path) -> list[FoundFile]:
        """Returns the files of a source that have a suffix of `SUFFIXES`.

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
        if source.suffix.lower() == ".zip":
            return list(self._list_archive(source, (), FileLocation(source.resolve()), 2))
        if source.suffix.lower() in SUFFIXES:
            return [FoundFile((source.name,), FileLocation(source.resolve()))]
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
            for entry in self._entries(folder):
                parts = (*above, entry.name)
                if entry.is_symlink():
                    self.warn(msg("%(file)s is a link; it was not followed.", file=_shown_path(parts)))
                elif entry.is_dir():
                    folders.append((Path(entry.path), parts))
                elif entry.is_file() and entry.name.lower().endswith(".zip"):
                    yield from self._list_student_archive(
                        Path(entry.path), parts, FileLocation(Path(entry.path)), 1
                    )
                elif entry.is_file() and entry.name.lower().endswith(SUFFIXES):
                    yield FoundFile(parts, FileLocation(Path(entry.path)))

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
        with Archive(source, name, self.budget) as archive:
            entries, warnings = archive.entries()
            self.warn(*warnings)
            for entry in entries:
                inner = tuple(part for part in entry.name.split("/") if part not in ("", "."))
                if not inner or _is_ignored(inner):
                    continue
                parts = (*_as_folder(above), *inner)
                place = FileLocation(location.path, (*location.places, entry.index))
                try:
                    if inner[-1].lower().endswith(SUFFIXES):
                        yield FoundFile(parts, place, digest(archive.chunks(entry.index)))
                    elif inner[-1].lower().endswith(".zip") and levels > 1:
                        content = archive.read(entry.index)
                        yield from self._list_student_archive(content, parts, place, levels - 1)
                    elif inner[-1].lower().endswith(".zip"):
                        self.warn(
                            msg(
                                "%(file)s is an archive in an archive; it was left out.",
                                file=_shown_path(parts),
                            )
                        )
                except BudgetError:
                    raise
                except InputError as error:
                    self.warn(error.sentence)

    def _list_student_archive(
        self, source: Path | bytes, above: PathParts, location: FileLocation, levels: int
    ) -> list[FoundFile]:
        """Lists the archive of one student with a separate budget.

        Errors become warnings, so that the rest of the class is still graded.
        """
        search = FileFinder(Budget(_MAX_STUDENT_BYTES), _MAX_STUDENT_WARNINGS)
        found: list[FoundFile] = []
        try:
            found = list(search._list_archive(source, above, location, levels))
        except BudgetError:
            search.warn(
                msg(
                    "%(file)s holds more than %(limit)s bytes; it was left out: ask for the notebook alone.",
                    file=_shown_path(above),
                    limit=localized_number(format(_MAX_STUDENT_BYTES, ",")),
                )
            )
        except InputError as error:
            search.warn(error.sentence)
        self.warn(*search.all_warnings(msg(" in %(place)s", place=_shown_path(above))))
        return found


def digest(chunks: Iterable[bytes]) -> str:
    """Returns the SHA-256 of chunks of content, in hexadecimal digits."""
    total = hashlib.sha256()
    for chunk in chunks:
        total.update(chunk)
    return total.hexdigest()


def _shown_path(parts: PathParts) -> str:
    return quoted("/".join(parts))


def _as_folder(above: PathParts) -> PathParts:
    return (*above[:-1], above[-1][: -len(".zip")]) if above else ()


def _is_ignored(parts: PathParts) -> bool:
    return any(
        part.startswith(".") or part.lower() in _NOT_SUBMISSIONS or part.lower().startswith("readme")
        for part in parts
    )


def _read_file_chunks(path: Path) -> Iterator[bytes]:
    try:
        # It was a regular file when it was found. A link or a pipe that has replaced it is refused; opening a
        # pipe must not block.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise InputError(
                    msg("%(path)s is not a file any more; grade it again.", path=repr(str(path)))
                )
            left = MAX_ENTRY_BYTES + 1
            while left > 0 and (chunk := file.read(min(left, _CHUNK_BYTES))):
                left -= len(chunk)
                yield chunk
    except OSError as error:
        raise InputError(
            msg(
                "%(path)s cannot be read (%(reason)s); check its permissions.",
                path=repr(str(path)),
                reason=error.strerror,
            )
        ) from error
