"""Reads zip archives that may be hostile, without extracting anything to disk.

The names, sizes and kinds of entries in the directory of an archive are not trusted: limits count the bytes
that are really read, and an entry is identified by its index, since two entries can have the same name. A
declared size that exceeds a limit is refused before reading.
"""

from __future__ import annotations

import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final, Self, cast

from bareme.errors import InputError
from bareme.i18n.messages import Message, localized_number, msg

__all__ = [
    "MAX_ENTRIES",
    "MAX_ENTRY_BYTES",
    "MAX_TOTAL_BYTES",
    "Archive",
    "Budget",
    "BudgetError",
    "Entry",
    "Refusal",
    "quoted",
    "refuse_kind",
    "refuse_path",
    "safe_name",
]

MAX_ENTRIES: Final = 20_000
MAX_ENTRY_BYTES: Final = 100_000_000
MAX_TOTAL_BYTES: Final = 10_000_000_000
# Python holds the whole directory in memory, in about twenty times its size.
_MAX_DIRECTORY_BYTES: Final = 8_000_000
# Highly repetitive text stays below this ratio; the maximum of deflate is about 1000.
_MAX_RATIO: Final = 200
_RATIO_FREE_BYTES: Final = 10_000_000
_CHUNK_BYTES: Final = 1 << 20
_LOCAL_HEADER_BYTES: Final = 30
_MAX_NAME_SHOWN: Final = 200
# The search for empty folders keeps every folder above a file: that grows with the square of the depth.
_MAX_FOLDERS: Final = 40
# With other methods, the archive determines how much memory reading takes.
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_UNSAFE_NAME = re.compile(r"/|[A-Za-z]:|(?:.*/)?\.\.(?:/|$)", re.DOTALL)
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
    OverflowError,
)


class BudgetError(InputError):
    """Archives that share a budget hold too much.

    Unlike a bad entry, this ends reading.
    """


class Budget:
    """The bytes that may still be read from some archives."""

    def __init__(self, total: int = MAX_TOTAL_BYTES) -> None:
        self._total = self._left = total

    def spend(self, count: int) -> None:
        """Takes bytes from the budget.

        Raises:
            BudgetError: the budget is exceeded.
        """
        self._left -= count
        if self._left < 0:
            raise BudgetError(
                msg(
                    "more than %(total)s bytes come out of the archives; grade them in several parts.",
                    total=localized_number(format(self._total, ",")),
                )
            )


@dataclass(frozen=True)
class Entry:
    """The path of a file or an empty folder in an archive, and its index."""

    name: str
    index: int
    modified: float | None = None
    """The time of its last change, in seconds since 1970, if the archive gives a valid one."""


@dataclass(frozen=True)
class Refusal:
    """The reason why an entry is not read; ``name`` is empty if its path is not safe."""

    name: str
    reason: Message


class _File:
    """A file wrapper that limits the reads of ``zipfile``.

    ``zipfile`` reads the whole directory at once, with the size that the archive declares.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, size: int = -1) -> bytes:
        limit = _MAX_DIRECTORY_BYTES
        content = self._file.read(size if 0 <= size <= limit else limit + 1)
        if len(content) > limit:
            raise _DirectoryError
        return content


class _DirectoryError(Exception):
    """The directory of an archive is too large for memory."""


class Archive:
    """An open zip archive.

    Raises:
        InputError: it is not a zip, is encrypted, has too many entries, or has entries that overlap.
    """

    def __init__(self, source: Path | bytes, label: str, budget: Budget | None = None) -> None:
        self._label = label
        self._budget = budget or Budget()
        try:
            self._file: BinaryIO = io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")
        except OSError as error:
            raise InputError(
                msg(
                    "%(label)s cannot be read (%(reason)s); check the path.",
                    label=quoted(label),
                    reason=error.strerror,
                )
            ) from error
        try:
            self._infos = self._read_directory()
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()
        self._file.close()

    def entries(self) -> tuple[tuple[Entry, ...], tuple[Refusal, ...]]:
        """Returns the readable files and the folders, and why others are refused."""
        entries: list[Entry] = []
        refusals: list[Refusal] = []
        for index, info in enumerate(self._infos):
            name = safe_name(info.filename)
            kind = stat.S_IFMT(info.external_attr >> 16)
            if name is None:
                refusals.append(refuse_path(self._where(info)))
            elif kind not in (0, stat.S_IFREG) and not name.endswith("/"):
                refusals.append(refuse_kind(name, self._where(info)))
            elif info.compress_type not in _METHODS:
                sentence = msg(
                    "%(where)s is compressed in an uncommon way; it was left out.", where=self._where(info)
                )
                refusals.append(Refusal(name, sentence))
            else:
                entries.append(Entry(name, index, _read_date(info)))
        return tuple(entries), tuple(refusals)

    def chunks(self, index: int) -> Iterator[bytes]:
        """Yields the content of an entry.

        Raises:
            InputError: the entry is damaged, or its content exceeds a limit.
        """
        if not 0 <= index < len(self._infos):
            raise InputError(
                msg("%(label)s was changed while it was read; grade it again.", label=quoted(self._label))
            )
        info = self._infos[index]
        self._check_size(info, info.file_size)
        count = 0
        try:
            with self._zip.open(info) as stream:
                while chunk := stream.read(_CHUNK_BYTES):
                    count += len(chunk)
                    self._budget.spend(len(chunk))
                    self._check_size(info, count)
                    yield chunk
        except _BROKEN as error:
            reason = str(error)[:_MAX_NAME_SHOWN]
            raise InputError(
                msg(
                    "%(where)s is damaged (%(reason)s); ask for it again.",
                    where=self._where(info),
                    reason=reason,
                )
            ) from error

    def read(self, index: int) -> bytes:
        """Returns the content of an entry; raises as ``chunks`` does."""
        return b"".join(self.chunks(index))

    def _check_size(self, info: zipfile.ZipInfo, count: int) -> None:
        if count > MAX_ENTRY_BYTES:
            raise InputError(
                msg(
                    "%(where)s has more than %(limit)s bytes; ask for a smaller one.",
                    where=self._where(info),
                    limit=localized_number(format(MAX_ENTRY_BYTES, ",")),
                )
            )
        if count > _RATIO_FREE_BYTES and count > _MAX_RATIO * info.compress_size:
            raise InputError(
                msg(
                    "%(where)s grows more than %(ratio)s times when it is read, as an archive made "
                    "to do harm does; ask for it again.",
                    where=self._where(info),
                    ratio=_MAX_RATIO,
                )
            )

    def _where(self, info: zipfile.ZipInfo) -> Message:
        return msg("%(file)s in %(label)s", file=quoted(info.filename), label=quoted(self._label))

    def _read_directory(self) -> list[zipfile.ZipInfo]:
        too_many = msg(
            "%(label)s has more than %(limit)s entries; grade it in several parts.",
            label=quoted(self._label),
            limit=localized_number(format(MAX_ENTRIES, ",")),
        )
        try:
            # The type stubs demand a full IO; zipfile documents "a file-like object" and uses these methods.
            self._zip = zipfile.ZipFile(cast(BinaryIO, _File(self._file)))
        except _DirectoryError as error:
            raise InputError(too_many) from error
        except _BROKEN as error:
            raise InputError(
                msg(
                    "%(label)s is not a zip archive (%(error)s); make it again as .zip.",
                    label=quoted(self._label),
                    error=error,
                )
            ) from error
        infos = self._zip.infolist()
        if len(infos) > MAX_ENTRIES:
            raise InputError(too_many)
        if any(info.flag_bits & 1 for info in infos):
            raise InputError(
                msg("%(label)s is encrypted; make it again without a password.", label=quoted(self._label))
            )
        if _has_overlap(infos, self._zip.start_dir):
            raise InputError(
                msg(
                    "%(label)s has entries that share their bytes, as an archive made to do harm does; "
                    "ask for it again.",
                    label=quoted(self._label),
                )
            )
        return infos


def safe_name(name: str) -> str | None:
    """Returns the path of an entry with slashes, or None if it is unsafe."""
    # Some programs on Windows write backslashes, although the format asks for slashes.
    slashed = name.replace("\\", "/")
    too_deep = slashed.count("/") > _MAX_FOLDERS
    return None if too_deep or _UNSAFE_NAME.match(slashed) else slashed


def refuse_path(where: Message) -> Refusal:
    """Returns the refusal of an entry whose path is not safe."""
    sentence = msg(
        "%(where)s has a path that leaves the archive, or more than %(limit)s folders; it was left out.",
        where=where,
        limit=_MAX_FOLDERS,
    )
    return Refusal("", sentence)


def refuse_kind(name: str, where: Message) -> Refusal:
    """Returns the refusal of an entry that is no file."""
    return Refusal(name, msg("%(where)s is a link or a device, not a file; it was left out.", where=where))


def _read_date(info: zipfile.ZipInfo) -> float | None:
    try:
        return datetime(*info.date_time).timestamp()
    except (ValueError, OverflowError, OSError):  # such as the month 0
        return None


def quoted(name: str) -> str:
    """Returns an untrusted name, quoted and cut for a message."""
    shown = name if len(name) <= _MAX_NAME_SHOWN else f"{name[:_MAX_NAME_SHOWN]}…"
    return repr(shown)


def _has_overlap(infos: Sequence[zipfile.ZipInfo], end: int) -> bool:
    """Returns True if entries overlap each other or the directory."""
    starts = sorted((info.header_offset, info.compress_size) for info in infos)
    ends = [start + _LOCAL_HEADER_BYTES + size for start, size in starts]
    following = [start for start, _ in starts[1:]] + [end]
    return any(own > other for own, other in zip(ends, following, strict=False))
