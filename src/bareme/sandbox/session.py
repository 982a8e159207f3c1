"""Runs a submission's notebook in a sandbox, then calls its functions there.

A sandbox that dies loses only the checks that needed it: the notebook is run again in a fresh one, without
the cell that ended the sandbox, and the next call finds its functions there.
"""

from __future__ import annotations

import asyncio
import contextlib
import copy
import functools
import queue
import re
import time
from collections.abc import Callable
from dataclasses import InitVar, dataclass, field, replace
from typing import Any, Final

from jupyter_client.asynchronous.client import AsyncKernelClient
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode

from bareme import wire
from bareme.course.course import Limits
from bareme.errors import SandboxDied, SandboxError, StudentRaised, StudentTimeout, WireError
from bareme.i18n.catalogs import N_
from bareme.i18n.messages import localized_number, msg
from bareme.results.result import CellStatus
from bareme.sandbox.forkserver_client import (
    SandboxProcess,
    ServerAddress,
    last_words,
    make_key,
    make_sandbox_folder,
    open_sandbox,
)
from bareme.sandbox.limit_errors import LimitExceeded, explain_error, explain_exceeded_limit, explain_signal
from bareme.sandbox.notebook_client import SandboxNotebookClient
from bareme.sandbox.provisioner import make_kernel_manager
from bareme.sandbox.relay import Relay, relay_prefix
from bareme.sandbox.source_locations import locate_frames
from bareme.sandbox.spec import SandboxLimits, SandboxSpec
from bareme.sandbox.supervisor import GRACE_SECONDS, Supervisor

__all__ = ["CellRun", "NotebookRun", "NotebookSession", "SandboxSettings"]

MAX_SANDBOXES: Final = 12
"""For one submission: the first, and the replacements of those that died."""
_MAX_RUNS: Final = 2
"""All runs of one notebook together take at most this many times its total time."""
_START_TIMEOUT: Final = 60
_EXIT_TIMEOUT: Final = 1.0
"""Seconds until the exit status of a dead sandbox must have arrived."""
_CELL_FILE: Final = re.compile(r"\(\d+\.py, line")
"""The location in a SyntaxError of a cell; IPython made up the file name."""
_SERVE: Final = "__import__('sys').modules['bareme.guest.probe'].serve_probe(globals())"


@dataclass(frozen=True)
class SandboxSettings:
    """Settings shared by every sandbox of an assignment."""

    address: ServerAddress
    limits: Limits
    data: str | None = None
    masked: tuple[str, ...] = ()
    seed: int = 0

    def sandbox_limits(self) -> SandboxLimits:
        """Returns the limits for the processes of one sandbox."""
        return SandboxLimits(self.limits.memory_mib, self.limits.processor_seconds())


@dataclass(frozen=True)
class CellRun:
    """The status of one code cell, and a message if it failed."""

    status: CellStatus
    message: str = ""


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
class _LiveSandbox:
    process: SandboxProcess
    supervisor: Supervisor
    cleanup: contextlib.ExitStack
    number: int = 0


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
    _sandbox: _LiveSandbox | None = None
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

    def replica(self) -> NotebookSession:
        """Returns a session that runs the same notebook in separate sandboxes.

        It is closed together with this one.
        """
        notebook = copy.deepcopy(self.notebook)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs = []
        replica = NotebookSession(notebook, self.settings)
        self._at_end.enter_context(replica)
        return replica

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
        sandbox.number += 1
        # Encoded outside the `try`: a value of the suite that cannot be sent is not the student's fault.
        question = wire.encode({"action": action, "number": sandbox.number, **request}, _handle_of)
        seconds = self.settings.limits.call_seconds
        with sandbox.supervisor.deadline(seconds):
            try:
                reply = self._exchange(sandbox, question)
            except (OSError, EOFError):
                reply = {}
            except WireError as error:
                self._close_sandbox()
                raise StudentRaised(
                    msg("What your code answered cannot be read: %(error)s.", error=error)
                ) from error
        exceeded = sandbox.supervisor.exceeded
        if not reply:
            code = sandbox.process.wait(_EXIT_TIMEOUT)
            sandbox.process.check_server()
            self._close_sandbox()
            _raise_failure(sandbox.supervisor)
            raise self._explain_death(exceeded, code, sandbox.supervisor.max_tasks)
        if exceeded == "time" and "value" not in reply:
            raise StudentTimeout(
                msg(
                    "Your code was stopped after %(seconds)s seconds. Is there a loop that never ends?",
                    seconds=localized_number(format(seconds, "g")),
                ),
                locate_frames(self.notebook, reply.get("places")),
            )
        return reply

    def _explain_death(
        self, exceeded: LimitExceeded | None, code: int | None, max_tasks: int
    ) -> SandboxDied | StudentTimeout:
        if exceeded == "time":
            seconds = self.settings.limits.call_seconds
            return StudentTimeout(
                msg(
                    "Your code ran for more than %(seconds)s seconds and did not let itself be stopped.",
                    seconds=localized_number(format(seconds, "g")),
                )
            )
        if exceeded is not None:
            kind = StudentTimeout if exceeded == "cpu" else SandboxDied
            return kind(explain_exceeded_limit(exceeded, self.settings.sandbox_limits()))
        words = msg(
            "Your code ended its Python process%(exit)s instead of returning a value.", exit=_exit_words(code)
        )
        return SandboxDied(explain_signal(words, code, max_tasks, self.settings.sandbox_limits()))

    def _explain_end(self, sandbox: _LiveSandbox) -> str:
        """Explains the end of a sandbox after a cell that succeeded."""
        sandbox.process.check_server()
        exceeded = sandbox.supervisor.exceeded
        if exceeded is None:
            return msg("This cell ended the Python process%(exit)s.", exit="")
        return explain_exceeded_limit(exceeded, self.settings.sandbox_limits())

    def _exchange(self, sandbox: _LiveSandbox, question: bytes) -> dict[str, Any]:
        probe = sandbox.process.probe
        wire.write_frame(probe.sendall, question)
        while True:
            reply = wire.decode(wire.read_frame(probe.recv))
            if not isinstance(reply, dict):
                raise WireError("an answer that is not one")
            # An answer to an earlier question can arrive late, after its interrupt.
            number = reply.get("number")
            if isinstance(number, int) and number == sandbox.number:
                return reply
            del reply  # before the next one is read, so that only one is in memory

    async def _run_notebook(self) -> None:
        with contextlib.ExitStack() as stack:
            sandbox, client = await self._open(stack)
            lives = await self._run_cells(sandbox, client)
            self._run.cpu_seconds = max(self._run.cpu_seconds, sandbox.supervisor.read_cpu_seconds())
            if not lives:
                return
            assert client.kc is not None
            client.kc.execute(_SERVE, silent=True, store_history=False)
            sandbox.cleanup = stack.pop_all()
        self._sandbox = sandbox

    async def _run_cells(self, sandbox: _LiveSandbox, client: SandboxNotebookClient) -> bool:
        """Runs the cells in order; returns True if the sandbox survives."""
        started = time.monotonic()
        self.executed.clear()
        for index, cell in enumerate(self.notebook.cells):
            if cell.cell_type != "code" or not cell.source.strip() or self._is_lethal(index):
                continue
            left = self.settings.limits.total_seconds - (time.monotonic() - started)
            if left <= 0:
                self.cells[index] = CellRun(
                    "not_run", N_("The time for the whole notebook was used up before.")
                )
                continue
            self.executed.append(index)
            self.cells[index] = await self._run_cell(sandbox, client, index, left)
            if sandbox.process.poll() is not None:
                if self.cells[index].status == "ok":
                    self.cells[index] = CellRun("died", self._explain_end(sandbox))
                return False
        return True

    async def _open(self, stack: contextlib.ExitStack) -> tuple[_LiveSandbox, SandboxNotebookClient]:
        settings = self.settings
        limits = settings.limits
        folder = stack.enter_context(make_sandbox_folder(settings.address))
        key = make_key()
        spec = SandboxSpec(
            isolation=settings.address.isolation,
            folder=folder,
            data=settings.data,
            masked=settings.masked,
            limits=settings.sandbox_limits(),
            seed=settings.seed,
        )
        process = open_sandbox(settings.address, spec, key)
        stack.callback(process.close)
        process.probe.settimeout(limits.call_seconds + GRACE_SECONDS + 5)
        supervisor = Supervisor(process, spec)
        stack.callback(supervisor.stop)
        relay = Relay(folder, functools.partial(supervisor.end, "message"))
        stack.callback(relay.close)
        manager = make_kernel_manager(lambda: process, relay_prefix(folder), key)
        # Explicitly: the garbage collector may collect a socket first, and then wait for it forever.
        stack.callback(manager.context.destroy, linger=0)
        await manager.start_kernel()
        flooded = functools.partial(supervisor.end, "output")
        client = SandboxNotebookClient(self.notebook, limits.output_kib, flooded, km=manager)
        client.kc = manager.client(context=manager.context)
        client.kc.start_channels(stdin=False, hb=False)
        stack.callback(client.kc.stop_channels)
        await self._await_kernel(client.kc, process)
        return _LiveSandbox(process, supervisor, contextlib.ExitStack()), client

    async def _await_kernel(self, kernel: AsyncKernelClient, process: SandboxProcess) -> None:
        """Waits for the kernel's first answer and its output channel's welcome.

        jupyter_client waits for silence instead, which takes longer than the rest of a start.
        """
        deadline = time.monotonic() + _START_TIMEOUT
        kernel.kernel_info()
        for channel, wanted in (
            (kernel.get_shell_msg, "kernel_info_reply"),
            (kernel.get_iopub_msg, "iopub_welcome"),
        ):
            kind = ""
            while kind != wanted:
                if process.poll() is not None or time.monotonic() > deadline:
                    process.check_server()
                    reason = last_words(self.settings.address) or msg("no reason given")
                    raise SandboxError(msg("the kernel did not get ready (%(reason)s)", reason=reason))
                with contextlib.suppress(queue.Empty):
                    kind = (await channel(timeout=0.5))["msg_type"]

    async def _run_cell(
        self, sandbox: _LiveSandbox, client: SandboxNotebookClient, index: int, left: float
    ) -> CellRun:
        limits = self.settings.limits
        seconds = min(limits.cell_seconds, round(left, 1) or 0.1)
        supervisor = sandbox.supervisor
        with supervisor.deadline(seconds):
            try:
                await client.async_execute_cell(self.notebook.cells[index], index)
            except DeadKernelError:
                pass
            except Exception:
                # A forged message can break the client in any way, so it cannot be used any more.
                sandbox.process.kill()
                sandbox.process.wait(_EXIT_TIMEOUT)
                return CellRun("died", N_("This cell sent messages that cannot be read, and was stopped."))
            finally:
                client.settle()
        _raise_failure(supervisor)
        reply = client.replies.get(index, {})
        if not reply and (code := sandbox.process.wait(_EXIT_TIMEOUT)) is not None:
            if supervisor.exceeded == "time":
                return CellRun(
                    "timeout",
                    msg(
                        "Stopped after %(seconds)s seconds; it did not let itself be interrupted.",
                        seconds=localized_number(format(seconds, "g")),
                    ),
                )
            if supervisor.exceeded is not None:
                words = explain_exceeded_limit(supervisor.exceeded, self.settings.sandbox_limits())
                return CellRun("timeout" if supervisor.exceeded == "cpu" else "died", words)
            sandbox.process.check_server()
            words = msg("This cell ended the Python process%(exit)s.", exit=_exit_words(code))
            return CellRun(
                "died", explain_signal(words, code, supervisor.max_tasks, self.settings.sandbox_limits())
            )
        if supervisor.exceeded == "time":
            return CellRun(
                "timeout",
                msg("Stopped after %(seconds)s seconds.", seconds=localized_number(format(seconds, "g"))),
            )
        if reply.get("status") == "error":
            raised = f"{reply.get('ename', 'Error')}: {reply.get('evalue', '')}"[:2000]
            raised = _CELL_FILE.sub("(line", raised)
            return CellRun("error", explain_error(raised, self.settings.sandbox_limits()))
        return CellRun("ok")

    def _is_lethal(self, index: int) -> bool:
        """Returns True if a cell ended an earlier sandbox; it is skipped then."""
        return self._sandboxes_opened > 1 and index in self.cells and self.cells[index].status in _LETHAL

    def _close_sandbox(self) -> None:
        sandbox, self._sandbox = self._sandbox, None
        if sandbox is not None:
            sandbox.cleanup.close()


def _handle_of(value: object) -> wire.Handle:
    """Returns the handle of an object that represents one in the sandbox."""
    handle = getattr(value, "handle", None)
    if not isinstance(handle, wire.Handle):
        raise WireError(f"{type(value).__name__} is not plain data")
    return handle


def _raise_failure(supervisor: Supervisor) -> None:
    """Raises SandboxError if the supervisor failed, so no student is blamed."""
    if supervisor.failure is not None:
        raise SandboxError(
            msg("the sandbox could not be watched (%(failure)s)", failure=supervisor.failure)
        ) from supervisor.failure


_LETHAL: Final = frozenset[CellStatus]({"died", "timeout"})


def _exit_words(code: int | None) -> str:
    if code is None or code == 0:
        return ""
    return msg(" (signal %(code)d)", code=-code) if code < 0 else msg(" (exit code %(code)d)", code=code)
