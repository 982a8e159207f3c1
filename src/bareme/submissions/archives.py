"""Opens archives of every kind that can be read."""

from __future__ import annotations

from pathlib import Path
from typing import Final, TypeAlias

from bareme.errors import InputError
from bareme.i18n.messages import msg
from bareme.submissions.tar_archive import TarArchive, is_tar
from bareme.submissions.zip_archive import Archive, Budget, quoted

__all__ = ["OpenArchive", "archive_stem", "is_archive_name", "open_archive"]

OpenArchive: TypeAlias = Archive | TarArchive
_SUFFIXES: Final = (".zip", ".tar", ".tar.gz", ".tgz")
_HEADER_BYTES: Final = 512


def is_archive_name(name: str) -> bool:
    """Returns True if an archive of this name can be read."""
    return name.lower().endswith(_SUFFIXES)


def archive_stem(name: str) -> str:
    """Returns the name of an archive without its suffix, and any other name unchanged."""
    suffix = max((one for one in _SUFFIXES if name.lower().endswith(one)), key=len, default="")
    return name[: len(name) - len(suffix)]


def open_archive(source: Path | bytes, label: str, budget: Budget | None = None) -> OpenArchive:
    """Opens an archive; its first bytes, not its name, tell the kind.

    Raises:
        InputError: it cannot be read, or breaks a limit.
    """
    if isinstance(source, bytes):
        start = source[:_HEADER_BYTES]
    else:
        try:
            with source.open("rb") as file:
                start = file.read(_HEADER_BYTES)
        except OSError as error:
            raise InputError(
                msg(
                    "%(label)s cannot be read (%(reason)s); check the path.",
                    label=quoted(label),
                    reason=error.strerror,
                )
            ) from error
    return (TarArchive if is_tar(start) else Archive)(source, label, budget)
