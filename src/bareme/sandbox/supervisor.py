"""Measures the processes of a sandbox, and enforces its limits, from outside.

Wall time is enforced in two steps; memory, CPU time, processes and disk are summed over all its processes.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import psutil

from bareme.sandbox.forkserver_client import SandboxProcess
from bareme.sandbox.isolation import load_level
from bareme.sandbox.limit_errors import LimitExceeded
from bareme.sandbox.spec import SandboxSpec

__all__ = ["GRACE_SECONDS", "Supervisor"]


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
    waited_seconds: float = 0.0
    """The longest time for which one of them was ready to run, while the processors were busy with others."""


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
    waited = max((_read_waited_seconds(member.pid) for member in members), default=0.0)
    return TreeUsage(len(members), tasks, memory, sum(own.values()) + waited_for, own, waited)


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
    """
    found = {}
    with contextlib.suppress(OSError, ValueError):
        for line in Path(f"/proc/{pid}/status").read_bytes().splitlines():
            name, _, value = line.partition(b":")
            if name in (b"VmPTE", b"Threads"):
                found[name] = int(value.split()[0])
    return found


def _read_waited_seconds(pid: int) -> float:
    """Reads for how long the main thread of a process waited for a processor; 0 where Linux does not say."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        return int(Path(f"/proc/{pid}/schedstat").read_bytes().split()[1]) / 1e9
    return 0.0


GRACE_SECONDS = 2.0
"""Between interrupting code and killing its sandbox."""
_INTERVAL: Final = 0.2
"""Polling interval in seconds; deadlines are enforced to this precision."""
_REST: Final = 2.0
"""The next poll waits this many times the duration of the last one, so that many processes do not keep the
grader busy."""
_POLLS_PER_DISK: Final = 10
"""Disk use is measured once in this many polls: there are many files, and they grow slowly."""


class Supervisor:
    """Watches one sandbox: one thread keeps time, another measures."""

    def __init__(self, process: SandboxProcess, spec: SandboxSpec) -> None:
        self.process = process
        self.limits = spec.limits
        level = load_level(spec.isolation)
        self.scratch = level.find_scratch(spec)
        self.exceeded: LimitExceeded | None = None
        """The limit that was exceeded since the last deadline was set."""
        self.failure: Exception | None = None
        """Why the supervisor itself failed; it kills the sandbox, but the student is not to blame."""
        self.cpu_seconds = 0.0
        """CPU time of all processes of the sandbox, at the last poll."""
        self.waited_seconds = 0.0
        """How long the sandbox waited for a processor in all, at the last poll."""
        self.max_tasks = 0
        """The largest number of processes and threads measured, where the kernel limits it."""
        self._are_tasks_limited = level.limits_tasks
        self._cpu_seen: dict[tuple[int, float], float] = {}
        self._deadline: float | None = None
        self._most_extra = 0.0
        self._waited_before = 0.0
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._threads = [
            threading.Thread(target=self._guard, args=(watch,), name="supervisor", daemon=True)
            for watch in (self._keep_time, self._measure)
        ]
        for thread in self._threads:
            thread.start()

    @contextlib.contextmanager
    def deadline(self, seconds: float) -> Iterator[None]:
        """Interrupts the sandbox after a time in seconds, then kills it.

        It is killed if it has not stopped within ``GRACE_SECONDS``. On a busy machine it gets the time for
        which it waited for a processor in addition, up to as much again: its own processes can make it wait.
        """
        with self._lock:
            if self.exceeded == "time":  # any other limit has killed the sandbox
                self.exceeded = None
            self._deadline = time.monotonic() + seconds
            self._most_extra = seconds
            self._waited_before = self.waited_seconds
        try:
            yield
        finally:
            with self._lock:
                self._deadline = None

    def end(self, exceeded: LimitExceeded) -> None:
        """Kills the sandbox at once."""
        self.exceeded = exceeded
        self.process.kill()

    def read_cpu_seconds(self) -> float:
        """Measures the sandbox's CPU time now, in seconds.

        For a sandbox that is gone, the last measurement.
        """
        self._note_cpu(measure_tree(self.process, memory_limit=sys.maxsize))
        return self.cpu_seconds

    def stop(self) -> None:
        """Stops both threads."""
        self._stopped.set()
        for thread in self._threads:
            thread.join()

    def _guard(self, watch: Callable[[], None]) -> None:
        """Runs a thread's loop; kills the sandbox if that fails."""
        try:
            watch()
        except Exception as error:
            self.failure = error
            self.process.kill()

    def _keep_time(self) -> None:
        while not self._stopped.wait(_INTERVAL) and self.process.poll() is None:
            with self._lock:
                if self._deadline is not None and time.monotonic() >= self._deadline + self._find_extra():
                    self._stop_in_steps()

    def _find_extra(self) -> float:
        """Returns the seconds to add to the deadline, once it has come."""
        if self._deadline is None or time.monotonic() < self._deadline:
            return 0.0
        # Measured now: on a busy machine, the last poll may be long ago.
        self._note_waited(measure_tree(self.process, memory_limit=sys.maxsize))
        return min(self.waited_seconds - self._waited_before, self._most_extra)

    def _stop_in_steps(self) -> None:
        """Interrupts at the deadline; kills if the interrupt was ignored."""
        if self.exceeded is None:
            self.exceeded = "time"
            self._deadline = time.monotonic() + GRACE_SECONDS
            self._most_extra = GRACE_SECONDS
            self._waited_before = self.waited_seconds
            self.process.interrupt()
        else:
            self._deadline = None
            self.process.kill()

    def _measure(self) -> None:
        polls, took = 0, 0.0
        while not self._stopped.wait(max(_INTERVAL, _REST * took)) and self.process.poll() is None:
            started = time.monotonic()
            exceeded = self._find_exceeded(measure_disk=polls % _POLLS_PER_DISK == 0)
            if exceeded is not None:
                return self.end(exceeded)
            polls, took = polls + 1, time.monotonic() - started

    def _find_exceeded(self, *, measure_disk: bool) -> LimitExceeded | None:
        limits = self.limits
        memory_limit = limits.memory_mib * 2**20
        usage = measure_tree(self.process, memory_limit)
        self._note_cpu(usage)
        self._note_waited(usage)
        if self._are_tasks_limited:
            self.max_tasks = max(self.max_tasks, usage.tasks)
        if usage.memory > memory_limit:
            return "memory"
        if self.cpu_seconds > limits.cpu_seconds:
            return "cpu"
        if usage.processes > limits.processes:
            return "processes"
        if self.scratch is not None and measure_disk:
            size, files = disk_used(self.scratch, limits.files)
            return "disk" if size > limits.disk_mib * 2**20 or files > limits.files else None
        return None

    def _note_waited(self, usage: TreeUsage) -> None:
        self.waited_seconds = max(self.waited_seconds, usage.waited_seconds)

    def _note_cpu(self, usage: TreeUsage) -> None:
        with self._lock:
            # A child that no process waits for counts with its last measurement.
            self._cpu_seen.update(usage.cpu_of_each)
            self.cpu_seconds = max(self.cpu_seconds, usage.cpu_seconds, sum(self._cpu_seen.values()))
