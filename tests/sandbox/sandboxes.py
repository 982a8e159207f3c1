"""Sessions in real sandboxes that must leave nothing behind."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import psutil
from nbformat import NotebookNode, v4

from bareme.course.course import Limits
from bareme.sandbox.forkserver_client import ServerAddress
from bareme.sandbox.session import NotebookSession, SandboxSettings
from bareme.sandbox.spec import Isolation

__all__ = ["SECRET", "Sandboxes", "is_alive", "make_cells", "server_process", "until"]

SECRET = "BAREME_TEST_SECRET"
"""The name of a variable in the grader's environment, with itself as its value."""
QUICK = Limits(cell_seconds=20, total_seconds=60, call_seconds=10, memory_mib=1024, output_kib=64)


def make_cells(*sources: str) -> NotebookNode:
    """Returns a notebook of code cells."""
    return v4.new_notebook(cells=[v4.new_code_cell(source) for source in sources])


def until(condition: Callable[[], bool], seconds: float = 15) -> bool:
    """Waits for a condition; returns True if it came about."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def is_alive(process: psutil.Process) -> bool:
    """Returns True if a process exists and is no zombie.

    A zombie may stay for a while, until its parent waits for it.
    """
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def server_process(address: ServerAddress) -> psutil.Process:
    """Returns the fork server behind an address."""
    for child in psutil.Process().children():
        with contextlib.suppress(psutil.Error):
            if child.cwd() == os.path.realpath(address.folder):
                return child
    raise LookupError(address.folder)


@dataclass(frozen=True)
class Sandboxes:
    """Opens sessions and makes sure that nothing of them is left."""

    address: ServerAddress

    @contextlib.contextmanager
    def session(
        self,
        *sources: str,
        isolation: Isolation | None = None,
        data: Path | None = None,
        files: Path | None = None,
        masked: tuple[str, ...] = (),
        draws_figures: bool = True,
        **limits: float,
    ) -> Iterator[NotebookSession]:
        """Runs cells, and keeps their sandbox open while the context lasts."""
        address = replace(self.address, isolation=isolation or self.address.isolation)
        settings = SandboxSettings(
            address=address,
            limits=QUICK.model_copy(update=limits),
            data=None if data is None else str(data),
            files=None if files is None else str(files),
            masked=masked,
            draws_figures=draws_figures,
        )
        before = self._present()
        with NotebookSession(make_cells(*sources), settings) as session:
            session.run()
            yield session
        # A thousand of them take their time to be waited for on a busy machine.
        assert until(lambda: self._present() <= before, seconds=60), self._present() - before

    @contextlib.contextmanager
    def started(self, *sources: str) -> Iterator[Future[None]]:
        """Runs cells in another thread, whose end is not waited for."""
        session = NotebookSession(make_cells(*sources), SandboxSettings(self.address, QUICK))
        with ThreadPoolExecutor(1) as threads, session:
            yield threads.submit(session.run)

    def _present(self) -> set[object]:
        """Returns the processes below the fork server, and the folders of sandboxes."""
        processes = server_process(self.address).children(recursive=True)
        return {*processes, *self.folders()}

    def folders(self) -> list[Path]:
        """Returns the folders of the sandboxes that are open."""
        return list(Path(self.address.folder).glob("r*/"))
