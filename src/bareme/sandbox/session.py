"""Runs a submission's notebook in a sandbox, then calls its functions there.

A sandbox that dies loses only the checks that needed it: the notebook is run again in a fresh one, without
the cell that ended the sandbox, and the next call finds its functions there.
"""

from __future__ import annotations

import asyncio
import contextlib
import copy
import time
from collections.abc import Callable, Mapping, Set
from dataclasses import InitVar, dataclass, field, replace
from typing import Any, Final

import nbformat
from nbformat import NotebookNode

from bareme.errors import SandboxDied, StudentRaised, StudentTimeout, WireError
from bareme.i18n.catalogs import N_
from bareme.i18n.messages import localized_number, msg
from bareme.results.result import CellStatus
from bareme.sandbox.live_sandbox import CellRun, LiveSandbox, SandboxSettings, open_live_sandbox
from bareme.sandbox.source_locations import locate_frames
from bareme.submissions.notebook import make_cell

__all__ = ["CellRun", "NotebookRun", "NotebookSession", "SandboxSettings"]

MAX_SANDBOXES: Final = 12
"""For one submission: the first, and the replacements of those that died."""
_MAX_RUNS: Final = 2
"""All runs of one notebook together take at most this many times its total time."""
_EXTRA_SECONDS: Final = 10
_MAX_RATIO: Final = 5
"""A replica with additions takes at most this many times the first run, and the extra seconds."""
_LETHAL: Final = frozenset[CellStatus]({"died", "timeout"})
"""A cell of these statuses that ended a sandbox is not run again."""


@dataclass
class NotebookRun:
    """The latest run of a notebook; a repeated run replaces its outputs.

    ``notebook`` receives the outputs of its cells; ``cells`` maps the index of a cell to its status.
    """

    notebook: NotebookNode
    cells: dict[int, CellRun] = field(default_factory=dict)
    cpu_seconds: float = 0.0
    """CPU time of the notebook; the maximum over its runs."""
    executed: list[int] = field(default_factory=list)
    """The indices of the cells that the sandbox has executed, in order."""

    def copy(self) -> NotebookRun:
        """Returns a copy that later runs can change independently."""
        return replace(
            self,
            notebook=copy.deepcopy(self.notebook),
            cells=dict(self.cells),
            executed=list(self.executed),
        )


@dataclass
class NotebookSession:
    """Runs a notebook and answers calls; use as a context manager."""

    submitted: InitVar[NotebookNode]
    settings: SandboxSettings
    shown: NotebookRun = field(init=False)
    """The run that pages and the executed notebook may show: the latest one before ``freeze``."""
    _run: NotebookRun = field(init=False)
    """The latest run, whose sandbox answers calls."""
    _is_frozen: bool = False
    _sandboxes_opened: int = 0
    _seconds_spent: float = 0.0
    _sandbox: LiveSandbox | None = None
    _cleanup: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)
    """Closes the open sandbox."""
    _at_end: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)

    def __post_init__(self, submitted: NotebookNode) -> None:
        self.shown = self._run = NotebookRun(submitted)

    def __enter__(self) -> NotebookSession:
        return self

    def __exit__(self, *_: object) -> None:
        self._at_end.close()
        self._close_sandbox()

    @property
    def notebook(self) -> NotebookNode:
        """The notebook, with the outputs of its latest run."""
        return self._run.notebook

    @property
    def cells(self) -> dict[int, CellRun]:
        """The status of each cell of the latest run, by index."""
        return self._run.cells

    @property
    def executed(self) -> list[int]:
        """The indices of the cells that the latest run executed, in order."""
        return self._run.executed

    def freeze(self) -> None:
        """Stops later runs of the notebook from changing ``shown``.

        Call this before the first hidden check. If a sandbox dies after it, the notebook runs again, and its
        output could contain the inputs of a hidden check.
        """
        self._is_frozen = True

    def replica(
        self, additions: Mapping[int, str] | None = None, left_out: Set[int] = frozenset()
    ) -> NotebookSession:
        """Returns a session that runs the same notebook in separate sandboxes.

        It is closed together with this one. With additions it has less time, in proportion to this session.

        Args:
            additions: sources of cells to insert, each by the index of the cell that it comes before.
            left_out: the indices of cells not to run.
        """
        notebook = copy.deepcopy(self.notebook)
        for index, cell in enumerate(notebook.cells):
            if cell.cell_type == "code":
                cell.outputs = []
                if index in left_out:
                    cell.source = ""
        # From the last to the first, so that the remaining indices stay valid.
        for index, source in sorted((additions or {}).items(), reverse=True):
            cell = nbformat.from_dict(make_cell("code", source, f"addition-{index}", {}))
            notebook.cells.insert(index, cell)
        settings = self.settings
        if additions:
            # Other functions may fit so badly together that a loop takes a thousand times as long.
            seconds = min(settings.limits.total_seconds, _EXTRA_SECONDS + _MAX_RATIO * self._seconds_spent)
            processor = settings.limits.processor_seconds()  # also for the calls that follow
            changed = {"total_seconds": seconds, "cpu_seconds": processor}
            limits = settings.limits.model_copy(update=changed)
            settings = replace(settings, limits=limits)
        replica = NotebookSession(notebook, settings)
        self._at_end.enter_context(replica)
        return replica

    def open_apart(self, notebook: NotebookNode) -> NotebookSession:
        """Returns a session of another notebook, in a sandbox without data."""
        return NotebookSession(notebook, replace(self.settings, data=None, files=None))

    def at_end(self, action: Callable[[], None]) -> None:
        """Registers a callback to run when the session ends."""
        self._at_end.callback(action)

    def run(self) -> None:
        """Runs the notebook; repeats without any cell that ended the sandbox.

        Raises:
            SandboxError: a sandbox cannot be opened.
        """
        if self._is_frozen and self._run is self.shown:
            self._run = self.shown.copy()
        max_seconds = _MAX_RUNS * self.settings.limits.total_seconds
        while (
            self._sandbox is None
            and self._sandboxes_opened < MAX_SANDBOXES
            and self._seconds_spent < max_seconds
        ):
            self._sandboxes_opened += 1
            started = time.monotonic()
            asyncio.run(self._run_notebook())
            self._seconds_spent += time.monotonic() - started
        if self._sandbox is None:
            words = N_("The cells before it ended the Python process too often.")
            for index, cell in enumerate(self.notebook.cells):
                if cell.cell_type == "code" and cell.source.strip():
                    self.cells.setdefault(index, CellRun("not_run", words))

    def ask(self, action: str, **request: object) -> dict[str, Any]:
        """Sends one request to the probe and returns its reply.

        Returns:
            The reply: hostile, but plain data.

        Raises:
            StudentTimeout: the student's code ran over its time.
            SandboxDied: the sandbox is gone; the next request opens a new one.
            StudentRaised: the reply cannot be read.
            SandboxError: a sandbox cannot be opened.
        """
        if self._sandbox is None:
            self.run()
        if self._sandbox is None:
            raise SandboxDied(
                "Your notebook ended its Python process each time it was run, so this could not be checked."
            )
        sandbox = self._sandbox
        # Encoded outside the `try`: a value of the suite that cannot be sent is not the student's fault.
        question = sandbox.encode_request(action, request)
        seconds = self.settings.limits.call_seconds
        with sandbox.supervisor.deadline(seconds):
            try:
                reply = sandbox.exchange(question)
            except WireError as error:
                self._close_sandbox()
                raise StudentRaised(
                    msg("What your code answered cannot be read: %(error)s.", error=error)
                ) from error
        exceeded = sandbox.supervisor.exceeded
        if not reply:
            code = sandbox.wait_for_exit()
            self._close_sandbox()
            sandbox.check_supervisor()
            raise sandbox.explain_death(exceeded, code)
        if exceeded == "time" and "value" not in reply:
            raise StudentTimeout(
                msg(
                    "Your code was stopped after %(seconds)s seconds. Is there a loop that never ends?",
                    seconds=localized_number(format(seconds, "g")),
                ),
                locate_frames(self.notebook, reply.get("places")),
            )
        return reply

    async def _run_notebook(self) -> None:
        with contextlib.ExitStack() as stack:
            sandbox = await open_live_sandbox(self.settings, self.notebook, stack)
            lives = await self._run_cells(sandbox)
            self._run.cpu_seconds = max(self._run.cpu_seconds, sandbox.supervisor.read_cpu_seconds())
            if not lives:
                return
            sandbox.start_probe()
            self._cleanup = stack.pop_all()
        self._sandbox = sandbox

    async def _run_cells(self, sandbox: LiveSandbox) -> bool:
        """Runs the cells in order; returns True if the sandbox survives."""
        limits, started = self.settings.limits, time.monotonic()
        self.executed.clear()
        for index, cell in enumerate(self.notebook.cells):
            if cell.cell_type != "code" or not cell.source.strip() or self._is_lethal(index):
                continue
            # Time in which the machine was busy with others does not count, up to half of all.
            passed = time.monotonic() - started
            left = limits.total_seconds - max(passed - sandbox.supervisor.waited_seconds, passed / 2)
            if left <= 0:
                self.cells[index] = CellRun(
                    "not_run", N_("The time for the whole notebook was used up before.")
                )
                continue
            self.executed.append(index)
            # Not 0, which would mean no limit to the client.
            seconds = min(limits.cell_seconds, round(left, 1) or 0.1)
            self.cells[index] = await sandbox.run_cell(cell, index, seconds)
            # A cell may have ended the process after its own success was reported.
            if sandbox.process.poll() is not None:
                if self.cells[index].status == "ok":
                    self.cells[index] = CellRun("died", sandbox.explain_late_end())
                return False
        return True

    def _is_lethal(self, index: int) -> bool:
        """Returns True if a cell ended an earlier sandbox and is skipped."""
        return self._sandboxes_opened > 1 and index in self.cells and self.cells[index].status in _LETHAL

    def _close_sandbox(self) -> None:
        self._sandbox = None
        self._cleanup.close()
