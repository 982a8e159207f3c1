"""Enforces a sandbox's limits from outside.

Wall time is enforced in two steps; memory, CPU time, processes and disk are summed over all its processes.
"""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Final

from bareme.sandbox.forkserver_client import SandboxProcess
from bareme.sandbox.isolation import load_level
from bareme.sandbox.limit_errors import LimitExceeded
from bareme.sandbox.resource_usage import TreeUsage, disk_used, measure_tree
from bareme.sandbox.spec import SandboxSpec

__all__ = ["GRACE_SECONDS", "Supervisor"]

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
        self.max_tasks = 0
        """The largest number of processes and threads measured, where the kernel limits it."""
        self._are_tasks_limited = level.limits_tasks
        self._cpu_seen: dict[tuple[int, float], float] = {}
        self._deadline: float | None = None
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

        It is killed if it has not stopped within ``GRACE_SECONDS``.
        """
        with self._lock:
            if self.exceeded == "time":  # any other limit has killed the sandbox
                self.exceeded = None
            self._deadline = time.monotonic() + seconds
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
                if self._deadline is not None and time.monotonic() >= self._deadline:
                    self._stop_in_steps()

    def _stop_in_steps(self) -> None:
        """Interrupts at the deadline; kills if the interrupt was ignored."""
        if self.exceeded is None:
            self.exceeded = "time"
            self._deadline = time.monotonic() + GRACE_SECONDS
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

    def _note_cpu(self, usage: TreeUsage) -> None:
        with self._lock:
            # A child that no process waits for counts with its last measurement.
            self._cpu_seen.update(usage.cpu_of_each)
            self.cpu_seconds = max(self.cpu_seconds, usage.cpu_seconds, sum(self._cpu_seen.values()))
