"""A limit on the processor time of what runs in the grader itself: a mistake may never end."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType

__all__ = ["CpuTimeout", "cpu_time_limit"]


class CpuTimeout(BaseException):
    """Not an ``Exception``, so that no code that is run can take it for one of its own."""


@contextlib.contextmanager
def cpu_time_limit(seconds: float) -> Iterator[None]:
    """Ends what is inside after so many seconds of processor time, which a busy machine does not shorten.

    Only the main thread can be interrupted; in any other there is no limit.

    Raises:
        TookTooLong: it took longer.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGVTALRM, _stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _stop(number: int, frame: FrameType | None) -> None:
    raise CpuTimeout
