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
_MEMORY_INTERVAL = 0.25


class Supervisor:
    """Watches one room in a thread of its own."""

    def __init__(self, process: RoomProcess, memory_mib: int) -> None:
        self.process = process
        self.memory_bytes = memory_mib * 2**20
        self.breach: Breach | None = None
        """The limit that was broken since the last deadline was set."""
        self._deadline: float | None = None
        self._changed = threading.Condition()
        self._stopped = False
        self._thread = threading.Thread(target=self._watch, name="supervisor", daemon=True)
        self._thread.start()

    @contextlib.contextmanager
    def deadline(self, seconds: float) -> Iterator[None]:
        """Interrupts what runs in the room after so many seconds, and ends the room if it does not stop."""
        with self._changed:
            self.breach = None
            self._deadline = time.monotonic() + seconds
            self._changed.notify()
        try:
            yield
        finally:
            with self._changed:
                self._deadline = None

    def stop(self) -> None:
        """Ends the watch."""
        with self._changed:
            self._stopped = True
            self._changed.notify()
        self._thread.join()

    def _watch(self) -> None:
        with self._changed:
            while not self._stopped:
                self._changed.wait(self._seconds_to_sleep())
                if self._stopped or self.process.poll() is not None:
                    return
                if self._uses_too_much_memory():
                    self.breach = "memory"
                    self.process.kill()
                    return
                if self._deadline is not None and time.monotonic() >= self._deadline:
                    self._stop_in_steps()

    def _seconds_to_sleep(self) -> float:
        if self._deadline is None:
            return _MEMORY_INTERVAL
        return min(_MEMORY_INTERVAL, max(0.0, self._deadline - time.monotonic()))

    def _stop_in_steps(self) -> None:
        """Called once the deadline has passed; the second time, what runs has ignored the interrupt."""
        if self.breach is None:
            self.breach = "time"
            self._deadline = time.monotonic() + GRACE_SECONDS
            self.process.interrupt()
        else:
            self._deadline = None
            self.process.kill()

    def _uses_too_much_memory(self) -> bool:
        try:
            root = psutil.Process(self.process.pid)
            tree = [root, *root.children(recursive=True)]
        except psutil.Error:
            return False
        total = 0
        for member in tree:
            with contextlib.suppress(psutil.Error):
                total += member.memory_info().rss
        return total > self.memory_bytes
