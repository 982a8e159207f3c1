"""Records the processes, mounts, shared memory and files that a run leaves."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
import os
import stat
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hostile.world import writable_folders

__all__ = ["Aftermath", "look_around", "mount_points", "survey"]

_LAST_SECONDS: Final = 10.0
"""How long processes may take to end after the command."""


@dataclass(frozen=True)
class Aftermath:
    """Observations from inside a world, between the end of its command and its own."""

    exit_code: int
    notes: str
    """The lines that the command wrote to the descriptor ``NOTES``."""
    processes: tuple[str, ...]
    """The process ids and command lines of processes that still ran."""
    mounts: tuple[str, ...]
    """Mount points that were not there before."""
    segments: int
    """Shared memory, semaphores and queues of System V."""
    files: dict[str, str]
    """New and changed files in the folders that can be written, as ``survey`` describes them."""

    def to_json(self) -> str:
        return json.dumps(dataclasses.asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Aftermath:
        table = json.loads(text)
        for name in ("processes", "mounts"):
            table[name] = tuple(table[name])
        return cls(**table)


def look_around(
    exit_code: int, notes: str, mounts_before: Sequence[str], files_before: Mapping[str, str]
) -> Aftermath:
    """Records what is left; called by process 1 of a PID namespace.

    That process adopts the orphans of the others.
    """
    deadline = time.monotonic() + _LAST_SECONDS
    while (processes := _other_processes()) and time.monotonic() < deadline:
        time.sleep(0.1)
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
    files = {
        path: state for path, state in survey(*writable_folders()).items() if files_before.get(path) != state
    }
    return Aftermath(
        exit_code=exit_code,
        notes=notes,
        processes=tuple(processes),
        mounts=tuple(sorted(set(mount_points()) - set(mounts_before))),
        segments=_segments(),
        files=files,
    )


def mount_points() -> list[str]:
    return [line.split()[4] for line in Path("/proc/self/mountinfo").read_text().splitlines()]


def survey(*roots: Path) -> dict[str, str]:
    """Describes all that is below some folders, on the same file systems.

    Returns:
        By path: the SHA-256 of a file, or what else it is.
    """
    found: dict[str, str] = {}
    folders = list(roots)
    devices = {root.lstat().st_dev for root in roots}
    while folders:
        with contextlib.suppress(OSError):  # a folder that even its owner cannot read is listed itself
            for entry in os.scandir(folders.pop()):
                status = entry.stat(follow_symlinks=False)
                if status.st_dev in devices:
                    found[entry.path] = _describe(entry.path, status.st_mode)
                    if stat.S_ISDIR(status.st_mode):
                        folders.append(Path(entry.path))
    return found


def _describe(path: str, mode: int) -> str:
    if not stat.S_ISREG(mode):
        return {stat.S_IFDIR: "folder", stat.S_IFLNK: "link"}.get(stat.S_IFMT(mode), "special")
    try:
        with Path(path).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return f"unreadable: {error.strerror}"


def _other_processes() -> list[str]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and entry.name != str(os.getpid()):
            with contextlib.suppress(OSError):
                words = (entry / "cmdline").read_bytes() or (entry / "comm").read_bytes()
                found.append(f"{entry.name}: {words.decode(errors='replace').replace(chr(0), ' ').strip()}")
    return sorted(found)


def _segments() -> int:
    tables = (Path("/proc/sysvipc", kind) for kind in ("shm", "sem", "msg"))
    return sum(len(table.read_text().splitlines()) - 1 for table in tables if table.exists())
