"""What the processes of a sandbox use together, read by the grader from outside."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from bareme.sandbox.forkserver_client import SandboxProcess

__all__ = ["TreeUsage", "disk_used", "measure_tree"]


@dataclass(frozen=True)
class TreeUsage:
    """One look at the processes of a sandbox. ``memory`` in bytes, ``cpu_seconds`` since the sandbox
    began."""

    processes: int = 0
    tasks: int = 0
    """Processes and their threads, as the kernel counts them for its limit."""
    memory: int = 0
    cpu_seconds: float = 0.0
    """Of the processes that live, and of the children that they have waited for."""
    cpu_of_each: Mapping[tuple[int, float], float] = field(default_factory=dict)
    """The same without children, by process id and time of birth."""


def measure_tree(process: SandboxProcess, memory_limit: int) -> TreeUsage:
    """Measures a sandbox; a process that ends meanwhile counts as far as it was seen.

    Args:
        process: the sandbox.
        memory_limit: bytes up to which the quick way of counting, in which pages that processes share
            count for each of them, is exact enough.
    """
    try:
        root = psutil.Process(process.root)
        members = root.children(recursive=True)
    except psutil.Error:
        return TreeUsage()
    if process.root == process.pid:
        members.append(root)  # and not a reaper, which is ours
    statuses = [_read_status(member.pid) for member in members]
    tables = sum(status.get(b"VmPTE", 0) for status in statuses) * 1024
    tasks = sum(status.get(b"Threads", 1) for status in statuses)
    memory = tables + sum(_bytes_of(member, "rss") for member in members)
    if memory > memory_limit:
        memory = tables + sum(_bytes_of(member, "pss") for member in members)
    own, waited_for = _cpu_seconds(members)
    return TreeUsage(len(members), tasks, memory, sum(own.values()) + waited_for, own)


def disk_used(folder: str, most_files: int) -> tuple[int, int]:
    """Returns the bytes and the number of the files below a folder.

    After too many it looks no further, and a folder that it cannot look into counts as too many: nobody
    but code that hides something makes one.
    """
    total = files = 0
    waiting = [folder]  # and no recursion, since folders can lie deeper than Python can
    while waiting and files <= most_files:
        place = waiting.pop()
        try:
            with os.scandir(place) as entries:
                for entry in entries:
                    files += 1
                    if files > most_files:
                        break
                    with contextlib.suppress(FileNotFoundError):
                        total += entry.stat(follow_symlinks=False).st_blocks * 512
                        if entry.is_dir(follow_symlinks=False):
                            waiting.append(entry.path)
        except FileNotFoundError:
            continue
        except OSError:
            return total, most_files + 1
    return total, files


def _cpu_seconds(members: Sequence[psutil.Process]) -> tuple[dict[tuple[int, float], float], float]:
    """Returns the processor time of each process, and that of the children they have waited for."""
    own, waited_for = {}, 0.0
    for member in members:
        with contextlib.suppress(psutil.Error):
            times = member.cpu_times()
            own[member.pid, member.create_time()] = times.user + times.system
            waited_for += times.children_user + times.children_system
    return own, waited_for


def _bytes_of(process: psutil.Process, kind: str) -> int:
    """Returns the resident memory, as ``pss`` with shared pages divided where that can be read."""
    try:
        if kind == "pss":
            with contextlib.suppress(psutil.AccessDenied):
                return int(process.memory_full_info().pss)
        return int(process.memory_info().rss)
    except (psutil.Error, AttributeError):
        return 0


def _read_status(pid: int) -> dict[bytes, int]:
    """Returns how many threads a process has, and the KiB that the kernel takes to map its memory.

    Nothing where the system does not say.
    """
    found = {}
    with contextlib.suppress(OSError, ValueError):
        for line in Path(f"/proc/{pid}/status").read_bytes().splitlines():
            name, _, value = line.partition(b":")
            if name in (b"VmPTE", b"Threads"):
                found[name] = int(value.split()[0])
    return found
