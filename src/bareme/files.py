"""Atomic writing of files, and removal of folders."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from bareme.errors import InputError
from bareme.i18n.messages import msg

__all__ = ["PRIVATE_MODE", "ensure_writable_folder", "remove_tree", "write_text_atomic"]

PRIVATE_MODE: Final = 0o640
"""The most permissive mode of a file that students must not read, such as a result with hidden messages."""
_SHARED_MODE: Final = 0o666
_PART_SUFFIX: Final = ".bareme-part"
"""Of a file that is not yet complete."""


def write_text_atomic(path: Path, content: str, mode: int = _SHARED_MODE) -> None:
    """Writes a text file atomically, and makes its folder if needed.

    The text goes to a file beside it, which is then renamed: readers never see an incomplete file.

    Args:
        path: the file to write.
        content: its text.
        mode: its permissions, before the umask.

    Raises:
        InputError: the file cannot be written.
    """
    part = path.with_name(f".{secrets.token_hex(8)}{_PART_SUFFIX}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Not tempfile: its files have mode 0600, whatever the umask.
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as stream:
                stream.write(content)
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise InputError(
            msg(
                "%(path)s cannot be written (%(reason)s); choose a folder that you may write to.",
                path=path,
                reason=error.strerror,
            )
        ) from error


def ensure_writable_folder(folder: Path) -> None:
    """Makes an output folder, and removes incomplete files of a killed run.

    Called before any work, so that a folder that cannot be written is reported at once.

    Raises:
        InputError: the folder cannot be made or written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
        for part in (*folder.glob(f".*{_PART_SUFFIX}"), *folder.glob(f"students/*/.*{_PART_SUFFIX}")):
            part.unlink(missing_ok=True)
    except OSError as error:
        raise InputError(
            msg(
                "the output folder %(folder)s cannot be written (%(reason)s); choose another one with -o.",
                folder=folder,
                reason=error.strerror,
            )
        ) from error


def remove_tree(folder: str) -> None:
    """Removes a folder, of any depth and whatever the permissions in it; links are not followed."""
    with contextlib.suppress(OSError, RecursionError):
        shutil.rmtree(folder)
    if os.path.lexists(folder):
        subprocess.run(["chmod", "-R", "u+rwX", "--", folder], capture_output=True, check=False)
        subprocess.run(["rm", "-rf", "--", folder], capture_output=True, check=False)
