"""Files are written whole, beside their place and renamed into it, and folders are removed whole."""

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
"""The widest mode of a file that students must not read, such as a result, which holds hidden messages."""
_SHARED: Final = 0o666
_PART = ".bareme-part"
"""How the name of a file ends that is not yet whole."""


def write_text_atomic(path: Path, content: str, mode: int = _SHARED) -> None:
    """Writes a text file so that nobody ever sees a part of it; makes its folder where needed.

    Args:
        path: where the file is to be.
        content: what it is to hold.
        mode: who may read and write it, as far as the umask allows.

    Raises:
        InputError: the place cannot be written.
    """
    part = path.with_name(f".{secrets.token_hex(8)}{_PART}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Not tempfile, whose files are for their owner alone, whatever the umask allows.
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
    """Makes an output folder, before any work is done for it, and removes what a killed run left unfinished.

    Raises:
        InputError: it cannot be made or written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
        for part in (*folder.glob(f".*{_PART}"), *folder.glob(f"students/*/.*{_PART}")):
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
    """Removes a folder that may hold anything: names without rights, any depth; links are not followed."""
    with contextlib.suppress(OSError, RecursionError):
        shutil.rmtree(folder)
    if os.path.lexists(folder):
        subprocess.run(["chmod", "-R", "u+rwX", "--", folder], capture_output=True, check=False)
        subprocess.run(["rm", "-rf", "--", folder], capture_output=True, check=False)
