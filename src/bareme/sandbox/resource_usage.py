"""Measures the processes of a sandbox from outside."""

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
    """Measurements of a sandbox's processes at one moment.

    ``memory`` in bytes, ``cpu_seconds`` since the sandbox began.
    """

    processes: int = 0
    tasks: int = 0
    """Processes and threads, as the kernel counts them for its limit."""
    memory: int = 0
    cpu_seconds: float = 0.0
    """Of the live processes, and of the children that they have waited for."""
    cpu_of_each: Mapping[tuple[int, float], float] = field(default_factory=dict)
    """(process id, start time) -> its CPU seconds without children."""


def measure_tree(process: SandboxProcess, memory_limit: int) -> TreeUsage:
    """Measures a sandbox; a process that ends meanwhile may be counted partly.

    Args:
        process: the sandbox.
        memory_limit: in bytes. Up to this, the quick sum is exact enough, in which shared pages count once
            for each process.
    """
    try:
        root = psutil.Process(process.root)
        members = root.children(recursive=True)
    except psutil.Error:
        return TreeUsage()
    if process.root == process.pid:
        members.append(root)  # but not a reaper, which belongs to bareme
    statuses = [_read_status(member.pid) for member in members]
    tables = sum(status.get(b"VmPTE", 0) for status in statuses) * 1024
    tasks = sum(status.get(b"Threads", 1) for status in statuses)
    memory = tables + sum(_bytes_of(member, "rss") for member in members)
    if memory > memory_limit:
        memory = tables + sum(_bytes_of(member, "pss") for member in members)
    own, waited_for = _cpu_seconds(members)
    return TreeUsage(len(members), tasks, memory, sum(own.values()) + waited_for, own)


def disk_used(folder: str, max_files: int) -> tuple[int, int]:
    """Returns the bytes and the number of the files below a folder.

    Stops after ``max_files``. An unreadable folder counts as too many files: only code that hides something
    makes one.
    """
    total = files = 0
    waiting = [folder]  # no recursion, since folders can be nested deeper than Python's stack
    while waiting and files <= max_files:
        place = waiting.pop()
        try:
            with os.scandir(place) as entries:
                for entry in entries:
                    files += 1
                    if files > max_files:
                        break
                    with contextlib.suppress(FileNotFoundError):
                        total += entry.stat(follow_symlinks=False).st_blocks * 512
                        if entry.is_dir(follow_symlinks=False):
                            waiting.append(entry.path)
        except FileNotFoundError:
            continue
        except OSError:
            return total, max_files + 1
    return total, files


def _cpu_seconds(members: Sequence[psutil.Process]) -> tuple[dict[tuple[int, float], float], float]:
    """Returns the CPU time of each process, and of children waited for."""
    own, waited_for = {}, 0.0
    for member in members:
        with contextlib.suppress(psutil.Error):
            times = member.cpu_times()
            own[member.pid, member.create_time()] = times.user + times.system
            waited_for += times.children_user + times.children_system
    return own, waited_for


def _bytes_of(process: psutil.Process, kind: str) -> int:
    """Returns a process's memory: ``rss``, or ``pss`` with shared pages divided.

    ``pss`` falls back to ``rss`` where it cannot be read.
    """
    try:
        if kind == "pss":
            with contextlib.suppress(psutil.AccessDenied):
                return int(process.memory_full_info().pss)
        return int(process.memory_info().rss)
    except (psutil.Error, AttributeError):
        return 0


def _read_status(pid: int) -> dict[bytes, int]:
    """Reads a process's thread count and page-table size in KiB.

    Empty where the system does not provide them.

    Nothing where the system does not say.
    """
    found = {}
    with contextlib.suppress(OSError, ValueError):
        for line in Path(f"/proc/{pid}/status").read_bytes().splitlines():
            name, _, value = line.partition(b":")
            if name in (b"VmPTE", b"Threads"):
                found[name] = int(value.split()[0])
    return found
