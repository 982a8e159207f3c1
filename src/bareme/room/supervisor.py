"""Holds a room to its limits from outside: time in steps, memory of the whole process tree."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from typing import Literal

import psutil

from bareme.room.client import RoomProcess

__all__ = ["Breach", "Supervisor"]

Breach = Literal["time", "memory"]

GRACE_SECONDS = 2.0
"""Between asking code to stop and ending its room."""
_INTERVAL = 0.2
"""Between two looks; a deadline is kept to within this."""


class Supervisor:
    """Watches one room in a thread of its own."""

    def __init__(self, process: RoomProcess, memory_mib: int) -> None:
        self.process = process
        self.memory_bytes = memory_mib * 2**20
        self.breach: Breach | None = None
        """The limit that was broken since the last deadline was set."""
        self._deadline: float | None = None
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="supervisor", daemon=True)
        self._thread.start()

    @contextlib.contextmanager
    def deadline(self, seconds: float) -> Iterator[None]:
        """Interrupts what runs in the room after so many seconds, and ends the room if it does not stop."""
        with self._lock:
            self.breach = None
            self._deadline = time.monotonic() + seconds
        try:
            yield
        finally:
            with self._lock:
                self._deadline = None

    def stop(self) -> None:
        """Ends the watch."""
        self._stopped.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stopped.wait(_INTERVAL) and self.process.poll() is None:
            if self._memory_used() > self.memory_bytes:
                self.breach = "memory"
                self.process.kill()
                return
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

    def _memory_used(self) -> int:
        """Returns the bytes of memory that the room and all its descendants hold."""
        try:
            root = psutil.Process(self.process.pid)
            tree = [root, *root.children(recursive=True)]
        except psutil.Error:
            return 0
        total = sum(_bytes_of(member, "rss") for member in tree)
        if total <= self.memory_bytes:
            return total
        # Processes that came from one fork share pages, which are counted once only where one may look.
        return sum(_bytes_of(member, "pss") for member in tree)


def _bytes_of(process: psutil.Process, kind: Literal["rss", "pss"]) -> int:
    try:
        if kind == "pss":
            with contextlib.suppress(psutil.AccessDenied, AttributeError):
                return int(process.memory_full_info().pss)
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0
