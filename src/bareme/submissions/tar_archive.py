"""Reads tar archives that may be hostile, plain or compressed by gzip, without extracting anything.

Only whole files and folders are read. The limits are those of `zip_archive`: they count the bytes that come
out of the decompression, also those of entries that are passed over, since finding an entry reads all before
it. Headers that ask for much memory are refused before they are read.
"""

from __future__ import annotations

import gzip
import io
import struct
import tarfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final, Self, cast

from bareme.errors import InputError
from bareme.i18n.messages import Message, localized_number, msg
from bareme.submissions.zip_archive import (
    MAX_ENTRIES,
    MAX_ENTRY_BYTES,
    MAX_TOTAL_BYTES,
    Budget,
    Entry,
    Refusal,
    quoted,
    refuse_kind,
    refuse_path,
    safe_name,
)

__all__ = ["TarArchive", "is_tar"]

_GZIP: Final = b"\x1f\x8b"
_USTAR: Final = b"ustar"
_USTAR_AT: Final = 257
_CHUNK_BYTES: Final = 1 << 20
_MAX_HEADER_BYTES: Final = 1 << 16
"""Of one entry: its header, long names, attributes and the map of a sparse file."""
_MAX_COMMON_ATTRIBUTES: Final = 100
"""Attributes that a header declares for all entries after it; tarfile copies them for each."""
_MAX_REASON: Final = 200
_BROKEN = (
    tarfile.TarError,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
    RecursionError,
    KeyError,
)


def is_tar(start: bytes) -> bool:
    """Returns True if a file that starts with these bytes may be a tar archive."""
    return start.startswith(_GZIP) or start[_USTAR_AT : _USTAR_AT + len(_USTAR)] == _USTAR


class _Stream:
    """A file wrapper that spends each byte from a budget.

    A seek forward reads all bytes between if the file is compressed, so it spends them, too. While headers
    are read, each may take a limited number of bytes, since tarfile builds many objects from one.
    """

    def __init__(self, file: BinaryIO, budget: Budget) -> None:
        self._file = file
        self._budget = budget
        self._furthest = 0
        self._header_left = 0
        self.tell = file.tell

    def begin_header(self) -> None:
        """Allows the bytes of the next header."""
        self._header_left = _MAX_HEADER_BYTES

    def end_headers(self) -> None:
        """Allows content, which is read in chunks."""
        self._header_left = MAX_TOTAL_BYTES

    def read(self, size: int = -1) -> bytes:
        self._header_left -= size
        if size < 0 or self._header_left < 0:
            raise tarfile.ReadError("a header is too large")
        self._spend(self._file.tell() + size)
        return self._file.read(size)

    def seek(self, position: int) -> int:
        self._spend(position)
        return self._file.seek(position)

    def _spend(self, position: int) -> None:
        if position > self._furthest:
            self._budget.spend(position - self._furthest)
            self._furthest = position


class TarArchive:
    """An open tar archive.

    Raises:
        InputError: it is not a tar, has too many entries, or is damaged.
    """

    def __init__(self, source: Path | bytes, label: str, budget: Budget | None = None) -> None:
        self._label = label
        try:
            raw: BinaryIO = io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")
            is_compressed = raw.read(len(_GZIP)) == _GZIP
            raw.seek(0)
        except OSError as error:
            raise InputError(self._damaged(error)) from error
        self._raw = raw
        file = cast(BinaryIO, gzip.GzipFile(fileobj=raw, mode="rb")) if is_compressed else raw
        try:
            self._members = self._read_members(_Stream(file, budget or Budget()))
        except BaseException:
            raw.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._raw.close()

    def entries(self) -> tuple[tuple[Entry, ...], tuple[Refusal, ...]]:
        """Returns the readable files and the folders, and why others are refused."""
        entries: list[Entry] = []
        refusals: list[Refusal] = []
        for index, member in enumerate(self._members):
            where = msg("%(file)s in %(label)s", file=quoted(member.name), label=quoted(self._label))
            name = safe_name(member.name.removeprefix("./"))
            if name is None:
                refusals.append(refuse_path(where))
            elif member.isdir():
                entries.append(Entry(f"{name}/", index))
            elif not member.isreg() or member.issparse():
                refusals.append(refuse_kind(name, where))
            else:
                entries.append(Entry(name, index, float(member.mtime)))
        return tuple(entries), tuple(refusals)

    def chunks(self, index: int) -> Iterator[bytes]:
        """Yields the content of an entry.

        Raises:
            InputError: the entry is damaged, or its content exceeds a limit.
        """
        if not 0 <= index < len(self._members):
            raise InputError(
                msg("%(label)s was changed while it was read; grade it again.", label=quoted(self._label))
            )
        member = self._members[index]
        if member.size > MAX_ENTRY_BYTES:
            raise InputError(
                msg(
                    "%(where)s has more than %(limit)s bytes; ask for a smaller one.",
                    where=msg("%(file)s in %(label)s", file=quoted(member.name), label=quoted(self._label)),
                    limit=localized_number(format(MAX_ENTRY_BYTES, ",")),
                )
            )
        try:
            content = self._tar.extractfile(member)
            while content is not None and (chunk := content.read(_CHUNK_BYTES)):
                yield chunk
        except _BROKEN as error:
            raise InputError(self._damaged(error)) from error

    def read(self, index: int) -> bytes:
        """Returns the content of an entry; raises as ``chunks`` does."""
        return b"".join(self.chunks(index))

    def _read_members(self, stream: _Stream) -> list[tarfile.TarInfo]:
        members: list[tarfile.TarInfo] = []
        last = -1
        try:
            stream.begin_header()
            # The constructor reads the first header.
            self._tar = tarfile.TarFile(fileobj=cast(BinaryIO, stream), errorlevel=2)
            while (member := self._tar.next()) is not None:
                if len(self._tar.pax_headers) > _MAX_COMMON_ATTRIBUTES:
                    raise tarfile.ReadError("its entries have too many attributes")
                # A size that is negative would lead back to an entry that was read, without end.
                if member.offset_data <= last or len(members) >= MAX_ENTRIES:
                    raise tarfile.ReadError("its entries do not follow one another, or are too many")
                last = member.offset_data
                member.pax_headers = {}  # of no use here, and as large as a header may be
                members.append(member)
                stream.begin_header()
        except _BROKEN as error:
            raise InputError(self._damaged(error)) from error
        stream.end_headers()
        return members

    def _damaged(self, error: BaseException) -> Message:
        return msg(
            "%(label)s is not a tar archive that can be read (%(error)s); make it again as .zip.",
            label=quoted(self._label),
            error=" ".join(str(error).split())[:_MAX_REASON],
        )
