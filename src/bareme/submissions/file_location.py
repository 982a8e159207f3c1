"""Locates a file on disk or in an archive, and reads it."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bareme.errors import InputError
from bareme.i18n.messages import msg
from bareme.submissions.archives import open_archive
from bareme.submissions.zip_archive import MAX_ENTRY_BYTES

__all__ = ["FileLocation", "digest"]

_CHUNK_BYTES: Final = 1 << 20


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
            with open_archive(source, self.path.name) as archive:
                source = archive.read(place)
        with open_archive(source, self.path.name) as archive:
            yield from archive.chunks(self.places[-1])


def digest(chunks: Iterable[bytes]) -> str:
    """Returns the SHA-256 of chunks of content, in hexadecimal digits."""
    total = hashlib.sha256()
    for chunk in chunks:
        total.update(chunk)
    return total.hexdigest()


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
