"""A limit on processor time, since a mistake may never end."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType

__all__ = ["CpuTimeout", "limit_cpu_time"]


class CpuTimeout(BaseException):
    """The limit is reached.

    It is not an ``Exception``, so that the limited code does not catch it.
    """


@contextlib.contextmanager
def limit_cpu_time(seconds: float) -> Iterator[None]:
    """Interrupts the body after some seconds of processor time.

    Unlike a limit on wall time, it allows the same work on a busy machine. Only the main thread can be
    interrupted; in any other there is no limit.

    Raises:
        CpuTimeout: the body took longer.
    """
    # Python runs handlers of signals in the main thread alone.
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGVTALRM, _stop)
    # After the handler, and stopped before the old handler returns: by default the signal ends the process.
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _stop(number: int, frame: FrameType | None) -> None:
    raise CpuTimeout
