"""Reading a zip that may have been made to do harm. Nothing is ever extracted to disk.

What an archive says of itself (names, sizes, kinds of its entries) is only a claim: limits count the bytes
that really come out, and an entry is named by its place in the archive, since two can have one name.
"""

from __future__ import annotations

import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final, Self

from bareme.errors import InputError

__all__ = ["MAX_ENTRIES", "MAX_ENTRY_BYTES", "MAX_TOTAL_BYTES", "Archive", "Budget", "BudgetError", "Entry"]

MAX_ENTRIES: Final = 20_000
MAX_ENTRY_BYTES: Final = 100_000_000
MAX_TOTAL_BYTES: Final = 2_000_000_000
# Python holds the whole directory in memory, at some twenty times its size.
_MAX_DIRECTORY_BYTES: Final = 16_000_000
# Text with much repetition stays below this; deflate itself ends at about 1000.
_MAX_RATIO: Final = 200
_RATIO_FREE_BYTES: Final = 10_000_000
_CHUNK_BYTES: Final = 1 << 20
# Other methods let the archive choose how much memory reading takes.
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_UNSAFE_NAME = re.compile(r"/|.*\\|[A-Za-z]:|(?:.*/)?\.\.(?:/|$)", re.DOTALL)
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
    """All archives together hold too much: unlike one bad entry, this ends the intake."""


class Budget:
    """The bytes that may still come out of the archives of one intake."""

    def __init__(self, total: int = MAX_TOTAL_BYTES) -> None:
        self._total = self._left = total

    def spend(self, count: int) -> None:
        """Takes bytes out of the budget.

        Raises:
            BudgetError: nothing is left.
        """
        self._left -= count
        if self._left < 0:
            raise BudgetError(
                f"the archives hold more than {self._total:,} bytes; grade them in several parts."
            )


@dataclass(frozen=True)
class Entry:
    """A file of an archive: its path in it, and its place."""

    name: str
    index: int


class Archive:
    """An open zip.

    Raises:
        InputError: it is no zip, is encrypted, or has too many entries.
    """

    def __init__(self, source: Path | bytes, label: str, budget: Budget | None = None) -> None:
        self._label = label
        self._budget = budget or Budget()
        try:
            self._file: BinaryIO = io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")
        except OSError as error:
            raise InputError(f"{label!r} cannot be read ({error.strerror}); check the path.") from error
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

    def entries(self) -> tuple[tuple[Entry, ...], tuple[str, ...]]:
        """Returns the files that can be read, and a sentence on each entry that is left out."""
        entries: list[Entry] = []
        warnings: list[str] = []
        for index, info in enumerate(self._infos):
            kind = stat.S_IFMT(info.external_attr >> 16)
            if _UNSAFE_NAME.match(info.filename):
                warnings.append(f"{self._where(info)} has a path that leaves the archive; it was left out.")
            elif info.is_dir():
                continue
            elif kind not in (0, stat.S_IFREG):
                warnings.append(f"{self._where(info)} is a link or a device, not a file; it was left out.")
            elif info.compress_type not in _METHODS:
                warnings.append(f"{self._where(info)} is compressed in an uncommon way; it was left out.")
            else:
                entries.append(Entry(info.filename, index))
        return tuple(entries), tuple(warnings)

    def chunks(self, index: int) -> Iterator[bytes]:
        """Yields the content of an entry.

        Raises:
            InputError: the entry is damaged, or what comes out of it passes a limit.
        """
        info = self._infos[index]
        count = 0
        try:
            with self._zip.open(info) as stream:
                while chunk := stream.read(_CHUNK_BYTES):
                    count += len(chunk)
                    self._budget.spend(len(chunk))
                    self._check_size(info, count)
                    yield chunk
        except _BROKEN as error:
            raise InputError(f"{self._where(info)} is damaged ({error}); ask for it again.") from error

    def read(self, index: int) -> bytes:
        """Returns the content of an entry; raises as ``chunks`` does."""
        return b"".join(self.chunks(index))

    def _check_size(self, info: zipfile.ZipInfo, count: int) -> None:
        if count > MAX_ENTRY_BYTES:
            raise InputError(
                f"{self._where(info)} has more than {MAX_ENTRY_BYTES:,} bytes; ask for a smaller one."
            )
        if count > _RATIO_FREE_BYTES and count > _MAX_RATIO * info.compress_size:
            raise InputError(
                f"{self._where(info)} grows more than {_MAX_RATIO} times when it is read, "
                "as an archive made to do harm does; ask for it again."
            )

    def _where(self, info: zipfile.ZipInfo) -> str:
        return f"{info.filename!r} in {self._label!r}"

    def _read_directory(self) -> list[zipfile.ZipInfo]:
        try:
            if _directory_bytes(self._file) > _MAX_DIRECTORY_BYTES:
                raise InputError(
                    f"{self._label!r} has more than {MAX_ENTRIES:,} entries; grade it in several parts."
                )
            self._zip = zipfile.ZipFile(self._file)
        except _BROKEN as error:
            raise InputError(
                f"{self._label!r} is not a zip archive ({error}); make it again as .zip."
            ) from error
        infos = self._zip.infolist()
        if len(infos) > MAX_ENTRIES:
            raise InputError(
                f"{self._label!r} has more than {MAX_ENTRIES:,} entries; grade it in several parts."
            )
        if any(info.flag_bits & 1 for info in infos):
            raise InputError(f"{self._label!r} is encrypted; make it again without a password.")
        return infos


def _directory_bytes(file: BinaryIO) -> int:
    """Returns the size of the central directory, as the end of the archive states it.

    The layout of the two records is that of the .ZIP file format specification, 4.3.14 and 4.3.16.
    """
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - 65_535 - 22 - 20 - 56))
    tail = file.read()
    file.seek(0)
    sizes = [0]
    end, end64 = tail.rfind(b"PK\5\6"), tail.rfind(b"PK\6\6")
    if 0 <= end <= len(tail) - 22:
        (stated,) = struct.unpack_from("<L", tail, end + 12)
        sizes.append(0 if stated == 0xFFFFFFFF else stated)
    if 0 <= end64 <= len(tail) - 56:
        sizes.append(struct.unpack_from("<Q", tail, end64 + 40)[0])
    return max(sizes)
