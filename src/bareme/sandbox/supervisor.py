"""Holds a sandbox to its limits from outside: wall time in steps, and what all its processes use together."""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Final

from bareme.sandbox.forkserver_client import SandboxProcess
from bareme.sandbox.limit_errors import LimitExceeded
from bareme.sandbox.resource_usage import TreeUsage, disk_used, measure_tree
from bareme.sandbox.spec import SandboxSpec

__all__ = ["GRACE_SECONDS", "Supervisor"]

GRACE_SECONDS = 2.0
"""Between asking code to stop and ending its sandbox."""
_INTERVAL: Final = 0.2
"""Between two looks; a deadline is kept to within this."""
_REST: Final = 2.0
"""Times as long as the last look took that the next one waits, so that many processes do not keep us busy."""
_LOOKS_PER_DISK: Final = 10
"""Looks between two at the files of a sandbox: they are many, and grow slowly."""


class Supervisor:
    """Watches one sandbox, in a thread that keeps the time and another that measures."""

    def __init__(self, process: SandboxProcess, spec: SandboxSpec) -> None:
        self.process = process
        self.limits = spec.limits
        # The scratch of the other level is a file system of a limited size.
        self.scratch = spec.scratch_path() if spec.isolation == "limits" else None
        self.breach: LimitExceeded | None = None
        """The limit that was broken since the last deadline was set."""
        self.failure: Exception | None = None
        """Why the watch itself failed, which ends the sandbox and is no fault of the student."""
        self.cpu_seconds = 0.0
        """Processor time of the sandbox with all its processes, when it was last looked at."""
        self.most_tasks = 0
        """Processes and threads that the sandbox was seen to have at a time, where the kernel limits them."""
        self._are_tasks_limited = spec.isolation == "namespaces"
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
        """Interrupts what runs in the sandbox after so many seconds, and ends the sandbox if it does not
        stop."""
        with self._lock:
            if self.breach == "time":  # every other one ends the sandbox
                self.breach = None
            self._deadline = time.monotonic() + seconds
        try:
            yield
        finally:
            with self._lock:
                self._deadline = None

    def end(self, breach: LimitExceeded) -> None:
        """Ends the sandbox at once."""
        self.breach = breach
        self.process.kill()

    def read_cpu_seconds(self) -> float:
        """Looks at the processor time of the sandbox now; of one that is gone, when it was last looked at."""
        self._note_cpu(measure_tree(self.process, memory_limit=sys.maxsize))
        return self.cpu_seconds

    def stop(self) -> None:
        """Ends the watch."""
        self._stopped.set()
        for thread in self._threads:
            thread.join()

    def _guard(self, watch: Callable[[], None]) -> None:
        """A sandbox that nobody watches any more must not go on."""
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
        """Called once the deadline has passed; the second time, what runs has ignored the interrupt."""
        if self.breach is None:
            self.breach = "time"
            self._deadline = time.monotonic() + GRACE_SECONDS
            self.process.interrupt()
        else:
            self._deadline = None
            self.process.kill()

    def _measure(self) -> None:
        looks, took = 0, 0.0
        while not self._stopped.wait(max(_INTERVAL, _REST * took)) and self.process.poll() is None:
            started = time.monotonic()
            broken = self._broken(look_at_disk=looks % _LOOKS_PER_DISK == 0)
            if broken is not None:
                return self.end(broken)
            looks, took = looks + 1, time.monotonic() - started

    def _broken(self, *, look_at_disk: bool) -> LimitExceeded | None:
        limits = self.limits
        memory_limit = limits.memory_mib * 2**20
        usage = measure_tree(self.process, memory_limit)
        self._note_cpu(usage)
        if self._are_tasks_limited:
            self.most_tasks = max(self.most_tasks, usage.tasks)
        if usage.memory > memory_limit:
            return "memory"
        if self.cpu_seconds > limits.cpu_seconds:
            return "cpu"
        if usage.processes > limits.processes:
            return "processes"
        if self.scratch is not None and look_at_disk:
            size, files = disk_used(self.scratch, limits.files)
            return "disk" if size > limits.disk_mib * 2**20 or files > limits.files else None
        return None

    def _note_cpu(self, usage: TreeUsage) -> None:
        with self._lock:
            # Children for which nobody waits count as far as they were seen alive.
            self._cpu_seen.update(usage.cpu_of_each)
            self.cpu_seconds = max(self.cpu_seconds, usage.cpu_seconds, sum(self._cpu_seen.values()))
