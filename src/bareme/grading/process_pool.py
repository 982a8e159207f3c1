"""A process for each submission, so that the crash of one never ends the batch."""

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

__all__ = ["LISTENER_FOLDER", "WORKER_MEMORY_MIB", "ProcessEnd", "run_in_processes", "start_worker_server"]

Item = TypeVar("Item")
_MODULES: Final = ("__main__", "bareme.grading.worker_preload")
WORKER_MEMORY_MIB: Final = 4096
"""Memory that a worker may allocate: beyond it, whatever a submission made it compute is refused."""
LISTENER_FOLDER: Final = "BAREME_LISTENER_FOLDER"
"""Names to the process that workers are forked from the folder of its socket, which it is to remove."""


@dataclass(frozen=True)
class ProcessEnd:
    """How a worker ended: its exit code, and why where it failed and could still say so."""

    exit_code: int
    reason: Message | None = None


@dataclass(frozen=True)
class _Running(Generic[Item]):
    process: ForkServerProcess
    item: Item
    deadline: float
    news: Connection

    def end(self) -> ProcessEnd:
        """Joins a process that has ended.

        Raises:
            InputError: it could not write where it was to.
        """
        self.process.join()
        error = None
        with contextlib.suppress(EOFError, OSError), self.news:
            error = self.news.recv() if self.news.poll() else None
        ended = ProcessEnd(self.process.exitcode or 0, error.sentence if isinstance(error, _Failed) else None)
        self.process.close()
        if isinstance(error, InputError):
            raise error
        return ended


@dataclass(frozen=True)
class _Failed:
    sentence: Message


def start_worker_server(preload: Sequence[str]) -> None:
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


def run_in_processes(
    work: Callable[[Item], None], items: Sequence[Item], *, workers: int, patience: float
) -> Iterator[tuple[Item, ProcessEnd]]:
    """Calls ``work`` with each item in a process of its own, and yields the item and how that ended.

    Args:
        work: a function that can be sent to another process.
        items: what to work on, in this order.
        workers: how many at a time.
        patience: seconds after which a worker counts as hung and is killed.

    Raises:
        InputError: ``work`` raised it, which it does only where the next item would fare no better.
    """
    context = multiprocessing.get_context("forkserver")
    waiting = deque(items)
    running: dict[object, _Running[Item]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < workers:
                item = waiting.popleft()
                news, tell = context.Pipe(duplex=False)
                process = context.Process(target=_call, args=(work, item, tell))
                process.start()
                tell.close()
                running[process.sentinel] = _Running(process, item, time.monotonic() + patience, news)
            soonest = min(each.deadline for each in running.values())
            ended = wait(
                [each.process.sentinel for each in running.values()],
                timeout=max(0.1, soonest - time.monotonic()),
            )
            for each in running.values():
                if time.monotonic() > each.deadline:
                    each.process.kill()
            for sentinel in ended:
                each = running.pop(sentinel)
                yield each.item, each.end()
    finally:
        # A batch that is stopped takes their sandboxes away; what they would make of that is no result.
        for each in running.values():
            each.process.kill()
            each.process.join()


def _call(work: Callable[[Item], None], item: Item, tell: Connection) -> None:
    _print_no_tracebacks()
    threading.Thread(target=_end_with_grader, name="end with the grader", daemon=True).start()
    _limit_memory()
    try:
        work(item)
    except InputError as error:
        _tell(tell, error)
    except Exception as error:
        _tell(tell, _Failed(describe_failure(error)))


def _tell(tell: Connection, error: InputError | _Failed) -> None:
    """Ends this worker with what went wrong, without anything else that could go wrong."""
    with contextlib.suppress(Exception):
        tell.send(error)
    os._exit(1)


def _print_no_tracebacks() -> None:
    """Keeps what threads, callbacks and libraries cannot handle from the terminal of the lecturer.

    None of it is the end of the work, which has a boundary of its own.
    """
    threading.excepthook = lambda _: None
    sys.unraisablehook = lambda _: None
    logging.lastResort = logging.NullHandler()


def _limit_memory() -> None:
    """Makes an allocation beyond the limit a ``MemoryError``, where the system can (Linux).

    The limit is the soft one, which a fork server that a worker starts lifts for the sandboxes.
    """
    _, ceiling = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = WORKER_MEMORY_MIB * 2**20
    if ceiling != resource.RLIM_INFINITY:
        wanted = min(wanted, ceiling)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_DATA, (wanted, ceiling))


def _end_with_grader() -> None:
    """Ends this worker at once when whoever started the batch is gone.

    It would go on without its sandboxes, and might write what it makes of that beside the results of a batch
    that was started again.
    """
    grader = multiprocessing.parent_process()
    assert grader is not None
    wait([grader.sentinel])
    os._exit(1)
