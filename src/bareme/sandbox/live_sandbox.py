"""Runs cells and requests in one open sandbox, and explains its end."""

from __future__ import annotations

import contextlib
import functools
import queue
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from jupyter_client.asynchronous.client import AsyncKernelClient
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode

from bareme import wire
from bareme.course.course import Limits
from bareme.errors import SandboxDied, SandboxError, StudentTimeout, WireError
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
from bareme.sandbox.spec import SandboxLimits, SandboxSpec
from bareme.sandbox.supervisor import GRACE_SECONDS, Supervisor

__all__ = ["CellRun", "LiveSandbox", "SandboxSettings", "handle_of", "open_live_sandbox"]

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
    files: str | None = None
    """A folder with the files of the lab alone, readable for all users."""
    masked: tuple[str, ...] = ()
    seed: int = 0
    draws_figures: bool = True
    """False if only the descriptions of figures are needed, and no pictures."""

    def sandbox_limits(self) -> SandboxLimits:
        """Returns the limits for the processes of one sandbox."""
        return SandboxLimits(self.limits.memory_mib, self.limits.processor_seconds())


@dataclass(frozen=True)
class CellRun:
    """The status of one code cell, and a message if it failed."""

    status: CellStatus
    message: str = ""


@dataclass
class LiveSandbox:
    """A sandbox with its supervisor and its notebook client."""

    settings: SandboxSettings
    process: SandboxProcess
    supervisor: Supervisor
    client: SandboxNotebookClient
    _number: int = 0
    """The number of the latest request to the probe."""

    async def run_cell(self, cell: NotebookNode, index: int, seconds: float) -> CellRun:
        """Runs one cell, which is interrupted after a time in seconds.

        Raises:
            SandboxError: the sandbox could not be watched.
            ServerEnded: the fork server ended.
        """
        with self.supervisor.deadline(seconds):
            try:
                await self.client.async_execute_cell(cell, index)
            except DeadKernelError:
                pass
            except Exception:
                # A forged message can break the client in any way, so it cannot be used any more.
                self.process.kill()
                self.process.wait(_EXIT_TIMEOUT)
                return CellRun("died", N_("This cell sent messages that cannot be read, and was stopped."))
            finally:
                self.client.settle()
        self.check_supervisor()
        reply = self.client.replies.get(index, {})
        if not reply and (code := self.process.wait(_EXIT_TIMEOUT)) is not None:
            return self._explain_killed_cell(code, seconds)
        if self.supervisor.exceeded == "time":
            return CellRun(
                "timeout",
                msg("Stopped after %(seconds)s seconds.", seconds=localized_number(format(seconds, "g"))),
            )
        if reply.get("status") == "error":
            if reply.get("ename") == "NoneType":  # an object that could not be shown: its error is an output
                errors = [one for one in cell.outputs if one.output_type == "error"]
                reply = errors[-1] if errors else reply
            raised = f"{reply.get('ename', 'Error')}: {reply.get('evalue', '')}"[:2000]
            raised = _CELL_FILE.sub("(line", raised)
            return CellRun("error", explain_error(raised, self.settings.sandbox_limits()))
        return CellRun("ok")

    def _explain_killed_cell(self, code: int, seconds: float) -> CellRun:
        exceeded, limits = self.supervisor.exceeded, self.settings.sandbox_limits()
        if exceeded == "time":
            return CellRun(
                "timeout",
                msg(
                    "Stopped after %(seconds)s seconds; it did not let itself be interrupted.",
                    seconds=localized_number(format(seconds, "g")),
                ),
            )
        if exceeded is not None:
            return CellRun(
                "timeout" if exceeded == "cpu" else "died", explain_exceeded_limit(exceeded, limits)
            )
        self.process.check_server()
        words = msg("This cell ended the Python process%(exit)s.", exit=_exit_words(code))
        return CellRun("died", explain_signal(words, code, self.supervisor.max_tasks, limits))

    def explain_late_end(self) -> str:
        """Explains the end of the sandbox after a cell that succeeded.

        Raises:
            ServerEnded: the fork server ended.
        """
        self.process.check_server()
        exceeded = self.supervisor.exceeded
        if exceeded is None:
            return msg("This cell ended the Python process%(exit)s.", exit="")
        return explain_exceeded_limit(exceeded, self.settings.sandbox_limits())

    def start_probe(self) -> None:
        """Makes the probe answer requests; called after the last cell."""
        assert self.client.kc is not None
        self.client.kc.execute(_SERVE, silent=True, store_history=False)

    def encode_request(self, action: str, request: Mapping[str, object]) -> bytes:
        """Returns the bytes of the next request to the probe.

        Raises:
            WireError: it holds a value that cannot cross.
        """
        self._number += 1
        return wire.encode({"action": action, "number": self._number, **request}, handle_of)

    def exchange(self, question: bytes) -> dict[str, Any]:
        """Sends an encoded request and returns its reply.

        The reply is empty if the sandbox has ended.

        Raises:
            WireError: the reply cannot be read.
        """
        probe = self.process.probe
        try:
            wire.write_frame(probe.sendall, question)
            while True:
                reply = wire.decode(wire.read_frame(probe.recv))
                if not isinstance(reply, dict):
                    raise WireError("an answer that is not one")
                # An answer to an earlier question can arrive late, after its interrupt.
                number = reply.get("number")
                if isinstance(number, int) and number == self._number:
                    return reply
                del reply  # before the next one is read, so that only one is in memory
        except (OSError, EOFError):
            return {}

    def explain_death(self, exceeded: LimitExceeded | None, code: int | None) -> StudentTimeout | SandboxDied:
        """Returns the error of a call during which the sandbox ended.

        Args:
            exceeded: the limit for which it was killed.
            code: its exit code; negative for a signal.
        """
        limits = self.settings.sandbox_limits()
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
            return kind(explain_exceeded_limit(exceeded, limits))
        words = msg(
            "Your code ended its Python process%(exit)s instead of returning a value.", exit=_exit_words(code)
        )
        return SandboxDied(explain_signal(words, code, self.supervisor.max_tasks, limits))

    def wait_for_exit(self) -> int | None:
        """Returns the exit code of a sandbox that has ended.

        Raises:
            ServerEnded: the fork server ended.
        """
        code = self.process.wait(_EXIT_TIMEOUT)
        self.process.check_server()
        return code

    def check_supervisor(self) -> None:
        """Raises SandboxError if the supervisor failed, so no student is blamed."""
        failure = self.supervisor.failure
        if failure is not None:
            raise SandboxError(
                msg("the sandbox could not be watched (%(failure)s)", failure=failure)
            ) from failure


async def open_live_sandbox(
    settings: SandboxSettings, notebook: NotebookNode, stack: contextlib.ExitStack
) -> LiveSandbox:
    """Opens a sandbox and waits until its kernel is ready.

    Args:
        settings: the settings of the assignment.
        notebook: receives the outputs of the cells that are run.
        stack: closes the sandbox.

    Raises:
        SandboxError: the sandbox cannot be opened.
    """
    limits = settings.limits
    folder = stack.enter_context(make_sandbox_folder(settings.address))
    key = make_key()
    spec = SandboxSpec(
        isolation=settings.address.isolation,
        folder=folder,
        data=settings.data,
        files=settings.files,
        masked=settings.masked,
        limits=settings.sandbox_limits(),
        seed=settings.seed,
        draws_figures=settings.draws_figures,
    )
    process = open_sandbox(settings.address, spec, key)
    stack.callback(process.close)
    # On a busy machine, the supervisor may double its times.
    process.probe.settimeout(2 * (limits.call_seconds + GRACE_SECONDS) + 5)
    supervisor = Supervisor(process, spec)
    stack.callback(supervisor.stop)
    relay = Relay(folder, functools.partial(supervisor.end, "message"))
    stack.callback(relay.close)
    manager = make_kernel_manager(lambda: process, relay_prefix(folder), key)
    # Explicitly: the garbage collector may collect a socket first, and then wait for it forever.
    stack.callback(manager.context.destroy, linger=0)
    await manager.start_kernel()
    flooded = functools.partial(supervisor.end, "output")
    client = SandboxNotebookClient(notebook, limits.output_kib, flooded, km=manager)
    client.kc = manager.client(context=manager.context)
    client.kc.start_channels(stdin=False, hb=False)
    stack.callback(client.kc.stop_channels)
    await _await_kernel(client.kc, process, settings.address)
    return LiveSandbox(settings, process, supervisor, client)


async def _await_kernel(kernel: AsyncKernelClient, process: SandboxProcess, address: ServerAddress) -> None:
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
                reason = last_words(address) or msg("no reason given")
                raise SandboxError(msg("the kernel did not get ready (%(reason)s)", reason=reason))
            with contextlib.suppress(queue.Empty):
                kind = (await channel(timeout=0.5))["msg_type"]


def handle_of(value: object) -> wire.Handle:
    """Returns the handle of an object that represents one in the sandbox."""
    handle = getattr(value, "handle", None)
    if not isinstance(handle, wire.Handle):
        raise WireError(f"{type(value).__name__} is not plain data")
    return handle


def _exit_words(code: int | None) -> str:
    if code is None or code == 0:
        return ""
    return msg(" (signal %(code)d)", code=-code) if code < 0 else msg(" (exit code %(code)d)", code=code)
