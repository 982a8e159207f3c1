"""Atomic writing of files, and removal of folders."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import BinaryIO, Final

from bareme.errors import InputError
from bareme.i18n.messages import msg

__all__ = [
    "PRIVATE_MODE",
    "FileWriter",
    "ensure_writable_folder",
    "remove_tree",
    "replace_folder",
    "write_files_atomic",
    "write_text_atomic",
]

FileWriter = Callable[[BinaryIO], object]
"""A function that writes the content of a file to a stream."""

PRIVATE_MODE: Final = 0o640
"""The most permissive mode of a file that students must not read, such as a result with hidden messages."""
_SHARED_MODE: Final = 0o666
_PART_SUFFIX: Final = ".bareme-part"
"""Of a file that is not yet complete."""


def write_text_atomic(path: Path, content: str, mode: int = _SHARED_MODE) -> None:
    """Writes a text file atomically, and makes its folder if needed.

    Args:
        path: the file to write.
        content: its text.
        mode: its permissions, before the umask.

    Raises:
        InputError: the file cannot be written.
    """
    write_files_atomic({path: lambda stream: stream.write(content.encode("utf-8"))}, mode)


def write_files_atomic(files: Mapping[Path, FileWriter], mode: int = _SHARED_MODE) -> None:
    """Writes files atomically, and makes their folders if needed.

    Each is written to a file beside it. When all are complete, these are renamed: readers never see an
    incomplete file, and after an error no file has changed.

    Args:
        files: a function that writes the content, by the file.
        mode: their permissions, before the umask.

    Raises:
        InputError: a file cannot be written, or its function raises one.
    """
    parts: dict[Path, Path] = {}
    path = Path()
    try:
        for path, write in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            part = path.with_name(f".{secrets.token_hex(8)}{_PART_SUFFIX}")
            # Not tempfile: its files have mode 0600, whatever the umask.
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
            parts[path] = part
            with os.fdopen(descriptor, "wb") as stream:
                write(stream)
        for path, part in parts.items():
            part.replace(path)
    except OSError as error:
        raise InputError(
            msg(
                "%(path)s cannot be written (%(reason)s); choose a folder that you may write to.",
                path=path,
                reason=error.strerror,
            )
        ) from error
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)


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


def replace_folder(folder: Path, files: Mapping[str, str], mode: int = _SHARED_MODE) -> None:
    """Writes the files of a folder, in place of all that it held.

    They are written to a folder beside it, which is then renamed, so the folder is never half written.

    Args:
        folder: the folder to replace.
        files: the text of each file, by path in the folder.
        mode: the permissions of the files, before the umask.

    Raises:
        InputError: the folder cannot be written.
    """
    part = folder.with_name(f".{secrets.token_hex(8)}{_PART_SUFFIX}")
    try:
        for name, content in files.items():
            write_text_atomic(part / name, content, mode)
        remove_tree(str(folder))
        part.rename(folder)
    except OSError as error:
        raise InputError(
            msg(
                "the folder %(folder)s cannot be written (%(reason)s); choose one that you may write to.",
                folder=folder,
                reason=error.strerror,
            )
        ) from error
    finally:
        remove_tree(str(part))


def remove_tree(folder: str) -> None:
    """Removes a folder, of any depth and whatever the permissions in it; links are not followed."""
    with contextlib.suppress(OSError, RecursionError):
        shutil.rmtree(folder)
    if os.path.lexists(folder):
        subprocess.run(["chmod", "-R", "u+rwX", "--", folder], capture_output=True, check=False)
        subprocess.run(["rm", "-rf", "--", folder], capture_output=True, check=False)
