"""A process for each submission, so that the crash of one never ends the batch."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import resource
import signal
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from multiprocessing import forkserver, util
from multiprocessing.connection import wait
from multiprocessing.context import ForkServerProcess
from typing import Final, TypeVar

__all__ = ["LISTENER_FOLDER", "WORKER_MEMORY_MIB", "run_each", "warm_up"]

Item = TypeVar("Item")
_MODULES: Final = ("__main__", "bareme.warm")
WORKER_MEMORY_MIB: Final = 4096
"""Memory that a worker may allocate: beyond it, whatever a submission made it compute is refused."""
LISTENER_FOLDER: Final = "BAREME_LISTENER_FOLDER"
"""Names to the process that workers are forked from the folder of its socket, which it is to remove."""


def warm_up(preload: Sequence[str]) -> None:
    """Starts the process that workers are forked from; it imports meanwhile what they need."""
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(variable, "1")
    multiprocessing.get_context("forkserver").set_forkserver_preload([*_MODULES, *preload])
    os.environ[LISTENER_FOLDER] = util.get_temp_dir()
    # Ctrl-C reaches every process of a terminal; the workers leave the answer to the grader, which ends them.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        forkserver.ensure_running()
    finally:
        signal.signal(signal.SIGINT, before)
        del os.environ[LISTENER_FOLDER]


def run_each(
    work: Callable[[Item], None], items: Sequence[Item], *, workers: int, patience: float
) -> Iterator[tuple[Item, int]]:
    """Calls ``work`` with each item in a process of its own, and yields the item and the exit code.

    Args:
        work: a function that can be sent to another process.
        items: what to work on, in this order.
        workers: how many at a time.
        patience: seconds after which a worker counts as hung and is killed.
    """
    context = multiprocessing.get_context("forkserver")
    waiting = deque(items)
    running: dict[object, tuple[ForkServerProcess, Item, float]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < workers:
                item = waiting.popleft()
                process = context.Process(target=_call, args=(work, item))
                process.start()
                running[process.sentinel] = (process, item, time.monotonic() + patience)
            soonest = min(deadline for _, _, deadline in running.values())
            ended = wait(
                [process.sentinel for process, _, _ in running.values()],
                timeout=max(0.1, soonest - time.monotonic()),
            )
            for process, _, deadline in running.values():
                if time.monotonic() > deadline:
                    process.kill()
            for sentinel in ended:
                process, item, _ = running.pop(sentinel)
                process.join()
                yield item, process.exitcode or 0
                process.close()
    finally:
        # A batch that is stopped takes their rooms away; what they would make of that is no result.
        for process, _, _ in running.values():
            process.kill()
            process.join()


def _call(work: Callable[[Item], None], item: Item) -> None:
    threading.Thread(target=_end_with_grader, name="end with the grader", daemon=True).start()
    _limit_memory()
    try:
        work(item)
    except Exception:
        traceback.print_exc()
        os._exit(1)


def _limit_memory() -> None:
    """Makes an allocation beyond the limit a ``MemoryError``, where the system can (Linux)."""
    _, ceiling = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = WORKER_MEMORY_MIB * 2**20
    if ceiling != resource.RLIM_INFINITY:
        wanted = min(wanted, ceiling)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_DATA, (wanted, wanted))


def _end_with_grader() -> None:
    """Ends this worker at once when whoever started the batch is gone.

    It would go on without its rooms, and might write what it makes of that beside the results of a batch
    that was started again.
    """
    grader = multiprocessing.parent_process()
    assert grader is not None
    wait([grader.sentinel])
    os._exit(1)
