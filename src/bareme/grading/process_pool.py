"""Worker processes, one per item: a crash never ends the batch."""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import os
import resource
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import forkserver, util
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerProcess
from typing import Final, Generic, TypeVar

from bareme.errors import InputError, describe_failure
from bareme.i18n.messages import Message

__all__ = [
    "LISTENER_FOLDER",
    "WORKER_MEMORY_MIB",
    "ProcessEnd",
    "WorkerSlots",
    "run_in_processes",
    "start_worker_server",
]

Item = TypeVar("Item")
_MODULES: Final = ("__main__", "bareme.grading.worker_preload")
WORKER_MEMORY_MIB: Final = 4096
"""Memory that a worker may allocate; computations that need more raise ``MemoryError``."""
LISTENER_FOLDER: Final = "BAREME_LISTENER_FOLDER"
"""Environment variable with the folder of the worker server's socket, which that server removes."""


_SLOT_INTERVAL: Final = 1.0
"""Seconds between two looks at slots that other calls release."""


class WorkerSlots:
    """Limits the number of workers over calls in several threads."""

    def __init__(self, workers: int) -> None:
        self._free = threading.Semaphore(workers)
        self._closed = threading.Event()

    def acquire(self, *, wait: bool) -> bool:
        """Takes a slot, or returns False if none is free.

        Args:
            wait: waits until a slot is free.

        Raises:
            InterruptedError: the slots are closed.
        """
        # Woken every second, since a semaphore cannot be waited for together with an event. Without waiting,
        # a timeout would be an error.
        while not self._closed.is_set():
            if self._free.acquire(blocking=wait, timeout=_SLOT_INTERVAL if wait else None):
                return True
            if not wait:
                return False
        raise InterruptedError

    def release(self) -> None:
        """Gives a slot back."""
        self._free.release()

    def close(self) -> None:
        """Makes further calls of `acquire` fail."""
        self._closed.set()


@dataclass(frozen=True)
class ProcessEnd:
    """The exit code of a worker, and its reason if known."""

    exit_code: int
    reason: Message | None = None


@dataclass(frozen=True)
class _Running(Generic[Item]):
    process: ForkServerProcess
    item: Item
    deadline: float
    errors: Connection

    def end(self) -> ProcessEnd:
        """Joins a process that has ended.

        Raises:
            InputError: the process could not write its files.
        """
        self.process.join()
        error = None
        # `poll` is also true at the end of the pipe, where `recv` raises.
        with contextlib.suppress(EOFError, OSError), self.errors:
            error = self.errors.recv() if self.errors.poll() else None
        ended = ProcessEnd(self.process.exitcode or 0, error.sentence if isinstance(error, _Failed) else None)
        # Before an error is raised, so that the descriptors of the process do not stay open.
        self.process.close()
        if isinstance(error, InputError):
            raise error
        return ended


@dataclass(frozen=True)
class _Failed:
    sentence: Message


def start_worker_server(preload: Sequence[str]) -> None:
    """Starts the process that workers are forked from.

    It imports the modules that workers need while the caller goes on.
    """
    # Libraries read these when the server imports them. Each worker would otherwise start a thread for each
    # core, beside as many workers.
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(variable, "1")
    # Has an effect only before the server starts, which happens once in a process.
    multiprocessing.get_context("forkserver").set_forkserver_preload([*_MODULES, *preload])
    os.environ[LISTENER_FOLDER] = util.get_temp_dir()
    # Ctrl-C reaches every process of a terminal. Workers ignore it; the grader ends them.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        forkserver.ensure_running()
    finally:
        signal.signal(signal.SIGINT, before)
        del os.environ[LISTENER_FOLDER]


def run_in_processes(
    work: Callable[[Item], None],
    items: Sequence[Item],
    *,
    workers: int | WorkerSlots,
    timeout: float,
) -> Iterator[tuple[Item, ProcessEnd]]:
    """Calls ``work`` with each item in a separate process.

    Args:
        work: a function that can be pickled.
        items: the arguments, in this order.
        workers: the number of processes at a time, or slots shared with other calls.
        timeout: seconds after which a worker counts as hung and is killed.

    Yields:
        Each item, with how its process ended.

    Raises:
        InputError: ``work`` raised it, which it does only if the next item would fail in the same way.
    """
    slots = WorkerSlots(workers) if isinstance(workers, int) else workers
    waiting = deque(items)
    running: dict[object, _Running[Item]] = {}
    try:
        while waiting or running:
            # A call that has workers must watch them, so it takes a slot if one is free. Without any, it has
            # nothing else to do than wait.
            while waiting and slots.acquire(wait=not running):
                worker = _start_in_slot(slots, work, waiting.popleft(), timeout)
                running[worker.process.sentinel] = worker
            deadline = min(worker.deadline for worker in running.values())
            # Another call may release a slot meanwhile, which wakes nobody up. A worker that was killed takes
            # a moment to end; without a minimum, this loop would spin until then.
            seconds = min(_SLOT_INTERVAL, max(0.1, deadline - time.monotonic()))
            ended = wait([worker.process.sentinel for worker in running.values()], timeout=seconds)
            for worker in running.values():
                if time.monotonic() > worker.deadline:
                    worker.process.kill()
            for sentinel in ended:
                worker = running.pop(sentinel)
                # Before the yield, whose caller may take its time or stop.
                slots.release()
                yield worker.item, worker.end()
    finally:
        # Stopping a batch ends the sandboxes of its workers. A result computed after that would be wrong.
        for worker in running.values():
            worker.process.kill()
            worker.process.join()
            slots.release()


def _start_in_slot(
    slots: WorkerSlots, work: Callable[[Item], None], item: Item, timeout: float
) -> _Running[Item]:
    """Starts a worker in a slot that was acquired for it."""
    try:
        return _start(work, item, timeout)
    # A slot that is lost here would be missing in all other calls, and Ctrl-C can come at any time.
    except BaseException:
        slots.release()
        raise


def _start(work: Callable[[Item], None], item: Item, timeout: float) -> _Running[Item]:
    """Starts a worker."""
    context = multiprocessing.get_context("forkserver")
    errors, sender = context.Pipe(duplex=False)
    process = context.Process(target=_call, args=(work, item, sender))
    process.start()
    # As long as this process holds the end for writing, the pipe has no end to find.
    sender.close()
    return _Running(process, item, time.monotonic() + timeout, errors)


def _call(work: Callable[[Item], None], item: Item, sender: Connection) -> None:
    _print_no_tracebacks()
    threading.Thread(target=_end_with_grader, name="end with the grader", daemon=True).start()
    _limit_memory()
    try:
        work(item)
    except InputError as error:
        _report_and_exit(sender, error)
    except Exception as error:
        _report_and_exit(sender, _Failed(describe_failure(error)))


def _report_and_exit(sender: Connection, error: InputError | _Failed) -> None:
    """Sends an error and ends this worker without any clean-up."""
    # The grader may be gone, and an exception may hold what cannot be pickled.
    with contextlib.suppress(Exception):
        sender.send(error)
    os._exit(1)


def _print_no_tracebacks() -> None:
    """Silences errors of threads, callbacks and libraries on the terminal.

    None of them ends the work; errors of the work itself are caught in ``_call``.
    """
    threading.excepthook = lambda _: None
    sys.unraisablehook = lambda _: None
    logging.lastResort = logging.NullHandler()


def _limit_memory() -> None:
    """Limits the memory of this worker, where the system can (Linux).

    An allocation beyond the limit raises ``MemoryError``. The limit is the soft one, which a fork server
    started by a worker lifts for the sandboxes.
    """
    _, ceiling = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = WORKER_MEMORY_MIB * 2**20
    if ceiling != resource.RLIM_INFINITY:
        wanted = min(wanted, ceiling)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_DATA, (wanted, ceiling))


def _end_with_grader() -> None:
    """Ends this worker when the grader that started it is gone.

    Otherwise it would go on without its sandboxes, and could write a wrong result into a batch that was
    started again.
    """
    grader = multiprocessing.parent_process()
    assert grader is not None
    wait([grader.sentinel])
    os._exit(1)
