"""Writes feedback files into a zip archive."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from typing import BinaryIO, Final

from bareme.files import FileWriter

__all__ = ["write_archive"]

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The first date that an archive can hold; equal results give equal archives."""
_REGULAR_FILE: Final = 0o100644 << 16
_EXECUTABLE_FILE: Final = 0o100755 << 16


def write_archive(
    entries: Iterable[tuple[str, FileWriter]], executables: frozenset[str] = frozenset()
) -> FileWriter:
    """Returns a function that writes an archive, one file at a time.

    Args:
        entries: names in the archive, and functions that write the content.
        executables: the names of files that can be run.
    """
    listed = tuple(entries)

    def write(stream: BinaryIO) -> None:
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, write_content in listed:
                info = zipfile.ZipInfo(name, _EPOCH)
                info.compress_type = zipfile.ZIP_DEFLATED
                info.external_attr = _EXECUTABLE_FILE if name in executables else _REGULAR_FILE
                with archive.open(info, "w") as file:
                    write_content(file)  # type: ignore[arg-type]

    return write
