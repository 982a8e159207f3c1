"""One submission at work: its notebook is run in a room, then its functions are called there.

A room that dies loses only what needed it: the notebook is run again in a fresh one, without the cell
that ended the room, and the next call finds its functions there.
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
from bareme.course import Limits
from bareme.errors import RoomDied, RoomError, StudentRaised, StudentTimeout, WireError
from bareme.messages import N_
from bareme.places import find_places
from bareme.results import CellStatus
from bareme.room.breaches import Breach, explain_breach, explain_error, explain_signal
from bareme.room.client import RoomProcess, ServerAddress, last_words, make_key, open_room, room_folder
from bareme.room.notebook_client import RoomNotebookClient
from bareme.room.provisioner import make_kernel_manager
from bareme.room.relay import Relay, relay_prefix
from bareme.room.spec import RoomLimits, RoomSpec
from bareme.room.supervisor import GRACE_SECONDS, Supervisor
from bareme.saying import amount, say

__all__ = ["CellRun", "NotebookRun", "RoomSettings", "Session"]

MAX_ROOMS: Final = 12
"""For one submission: the first, and those that replace one that died."""
_RUNS: Final = 2
"""All runs of one notebook together take at most this often its total time."""
_START_SECONDS: Final = 60
_EXIT_SECONDS: Final = 1.0
"""How long the news of a death may take after the death."""
_CELL_FILE: Final = re.compile(r"\(\d+\.py, line")
"""What Python says of where a cell cannot be parsed: the file is of IPython's own making."""
_SERVE: Final = "__import__('sys').modules['bareme.room.probe'].serve(globals())"


@dataclass(frozen=True)
class RoomSettings:
    """What every room of an assignment has in common."""

    address: ServerAddress
    limits: Limits
    data: str | None = None
    masked: tuple[str, ...] = ()
    seed: int = 0

    def room_limits(self) -> RoomLimits:
        """Returns what the processes of a room may use."""
        return RoomLimits(self.limits.memory_mib, self.limits.processor_seconds())


@dataclass(frozen=True)
class CellRun:
    """How one code cell went: its status and, where it did not end well, a sentence for the student."""

    status: CellStatus
    message: str = ""


@dataclass
class NotebookRun:
    """The latest run of a notebook; a run that repeats it replaces its outputs.

    ``notebook`` receives the outputs of its cells; ``cells`` tells by index how each went.
    """

    notebook: NotebookNode
    cells: dict[int, CellRun] = field(default_factory=dict)
    cpu_seconds: float = 0.0
    """Processor time of the notebook; the most, where it was run more than once."""
    executed: list[int] = field(default_factory=list)
    """The indices of the cells that the room has executed, in order."""

    def copy(self) -> NotebookRun:
        """Returns a run with a notebook of its own, which later runs can change."""
        return replace(
            self,
            notebook=copy.deepcopy(self.notebook),
            cells=dict(self.cells),
            executed=list(self.executed),
        )


@dataclass
class _LiveRoom:
    process: RoomProcess
    supervisor: Supervisor
    cleanup: contextlib.ExitStack
    number: int = 0


@dataclass
class Session:
    """Runs a notebook and answers calls; use as a context manager."""

    submitted: InitVar[NotebookNode]
    settings: RoomSettings
    shown: NotebookRun = field(init=False)
    """What pages and the executed notebook may show: the latest run before ``freeze``."""
    _run: NotebookRun = field(init=False)
    """The latest run, which calls are answered from."""
    _is_frozen: bool = False
    _rooms_opened: int = 0
    _seconds_spent: float = 0.0
    _room: _LiveRoom | None = None
    _at_end: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)

    def __post_init__(self, submitted: NotebookNode) -> None:
        self.shown = self._run = NotebookRun(submitted)

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self._at_end.close()
        self._close_room()

    @property
    def notebook(self) -> NotebookNode:
        """The notebook, with the outputs of its latest run."""
        return self._run.notebook

    @property
    def cells(self) -> dict[int, CellRun]:
        """How each cell of the latest run went, by index."""
        return self._run.cells

    @property
    def executed(self) -> list[int]:
        """The indices of the cells that the latest run executed, in order."""
        return self._run.executed

    def freeze(self) -> None:
        """Keeps ``shown`` as it is, whatever later runs of the notebook print.

        To be called before the first hidden check: what the notebook prints when it runs again, in a
        room that replaces one that died, can hold what a hidden check asked.
        """
        self._is_frozen = True

    def replica(self) -> Session:
        """Returns a session that runs the same notebook in rooms of its own; it ends with this one."""
        notebook = copy.deepcopy(self.notebook)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs = []
        replica = Session(notebook, self.settings)
        self._at_end.enter_context(replica)
        return replica

    def at_end(self, action: Callable[[], None]) -> None:
        """Has something done when the session ends."""
        self._at_end.callback(action)

    def run(self) -> None:
        """Runs the notebook, anew without the cell at fault wherever a cell ends the room.

        Raises:
            RoomError: a room cannot be opened.
        """
        if self._is_frozen and self._run is self.shown:
            self._run = self.shown.copy()
        patience = _RUNS * self.settings.limits.total_seconds
        while self._room is None and self._rooms_opened < MAX_ROOMS and self._seconds_spent < patience:
            self._rooms_opened += 1
            started = time.monotonic()
            asyncio.run(self._run_notebook())
            self._seconds_spent += time.monotonic() - started
        if self._room is None:
            words = N_("The cells before it ended the Python process too often.")
            for index, cell in enumerate(self.notebook.cells):
                if cell.cell_type == "code" and cell.source.strip():
                    self.cells.setdefault(index, CellRun("not_run", words))

    def ask(self, action: str, **request: object) -> dict[str, Any]:
        """Asks the probe one thing.

        Returns:
            Its reply: hostile, but plain data.

        Raises:
            StudentTimeout: the student's code ran over its time.
            RoomDied: the room is gone; the next question is asked in a new one.
            StudentRaised: the reply cannot be read.
            RoomError: a room cannot be opened.
        """
        if self._room is None:
            self.run()
        if self._room is None:
            raise RoomDied(
                "Your notebook ended its Python process each time it was run, so this could not be checked."
            )
        room = self._room
        room.number += 1
        # What the suite sends and cannot be sent is no fault of the student, so it is packed out here.
        question = wire.encode({"action": action, "number": room.number, **request}, _handle_of)
        seconds = self.settings.limits.call_seconds
        with room.supervisor.deadline(seconds):
            try:
                reply = self._exchange(room, question)
            except (OSError, EOFError):
                reply = {}
            except WireError as error:
                self._close_room()
                raise StudentRaised(
                    say("What your code answered cannot be read: %(error)s.", error=error)
                ) from error
        breach = room.supervisor.breach
        if not reply:
            code = room.process.wait(_EXIT_SECONDS)
            room.process.check_server()
            self._close_room()
            _tell_failure(room.supervisor)
            raise self._explain_death(breach, code, room.supervisor.most_tasks)
        if breach == "time" and "value" not in reply:
            raise StudentTimeout(
                say(
                    "Your code was stopped after %(seconds)s seconds. Is there a loop that never ends?",
                    seconds=amount(format(seconds, "g")),
                ),
                find_places(self.notebook, reply.get("places")),
            )
        return reply

    def _explain_death(
        self, breach: Breach | None, code: int | None, most_tasks: int
    ) -> RoomDied | StudentTimeout:
        if breach == "time":
            seconds = self.settings.limits.call_seconds
            return StudentTimeout(
                say(
                    "Your code ran for more than %(seconds)s seconds and did not let itself be stopped.",
                    seconds=amount(format(seconds, "g")),
                )
            )
        if breach is not None:
            kind = StudentTimeout if breach == "cpu" else RoomDied
            return kind(explain_breach(breach, self.settings.room_limits()))
        words = say(
            "Your code ended its Python process%(exit)s instead of returning a value.", exit=_exit_words(code)
        )
        return RoomDied(explain_signal(words, code, most_tasks, self.settings.room_limits()))

    def _explain_end(self, room: _LiveRoom) -> str:
        """Says why a room is gone after a cell that had ended well."""
        room.process.check_server()
        breach = room.supervisor.breach
        if breach is None:
            return say("This cell ended the Python process%(exit)s.", exit="")
        return explain_breach(breach, self.settings.room_limits())

    def _exchange(self, room: _LiveRoom, question: bytes) -> dict[str, Any]:
        probe = room.process.probe
        wire.write_frame(probe.sendall, question)
        while True:
            reply = wire.decode(wire.read_frame(probe.recv))
            if not isinstance(reply, dict):
                raise WireError("an answer that is not one")
            # An answer to an earlier question can arrive late, after its interrupt.
            number = reply.get("number")
            if isinstance(number, int) and number == room.number:
                return reply
            del reply  # or two of them would be in memory at a time

    async def _run_notebook(self) -> None:
        with contextlib.ExitStack() as stack:
            room, client = await self._open(stack)
            lives = await self._run_cells(room, client)
            self._run.cpu_seconds = max(self._run.cpu_seconds, room.supervisor.read_cpu_seconds())
            if not lives:
                return
            assert client.kc is not None
            client.kc.execute(_SERVE, silent=True, store_history=False)
            room.cleanup = stack.pop_all()
        self._room = room

    async def _run_cells(self, room: _LiveRoom, client: RoomNotebookClient) -> bool:
        """Runs the cells in order, and tells whether the room outlives them."""
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
            self.cells[index] = await self._run_cell(room, client, index, left)
            if room.process.poll() is not None:
                if self.cells[index].status == "ok":
                    self.cells[index] = CellRun("died", self._explain_end(room))
                return False
        return True

    async def _open(self, stack: contextlib.ExitStack) -> tuple[_LiveRoom, RoomNotebookClient]:
        settings = self.settings
        limits = settings.limits
        folder = stack.enter_context(room_folder(settings.address))
        key = make_key()
        spec = RoomSpec(
            isolation=settings.address.isolation,
            folder=folder,
            data=settings.data,
            masked=settings.masked,
            limits=settings.room_limits(),
            seed=settings.seed,
        )
        process = open_room(settings.address, spec, key)
        stack.callback(process.close)
        process.probe.settimeout(limits.call_seconds + GRACE_SECONDS + 5)
        supervisor = Supervisor(process, spec)
        stack.callback(supervisor.stop)
        relay = Relay(folder, functools.partial(supervisor.end, "message"))
        stack.callback(relay.close)
        manager = make_kernel_manager(lambda: process, relay_prefix(folder), key)
        # Not left to the garbage collector, which can wait forever for a socket that it has collected first.
        stack.callback(manager.context.destroy, linger=0)
        await manager.start_kernel()
        flooded = functools.partial(supervisor.end, "output")
        client = RoomNotebookClient(self.notebook, limits.output_kib, flooded, km=manager)
        client.kc = manager.client(context=manager.context)
        client.kc.start_channels(stdin=False, hb=False)
        stack.callback(client.kc.stop_channels)
        await self._await_kernel(client.kc, process)
        return _LiveRoom(process, supervisor, contextlib.ExitStack()), client

    async def _await_kernel(self, kernel: AsyncKernelClient, process: RoomProcess) -> None:
        """Waits until the kernel answers and its output channel has welcomed us.

        jupyter_client waits for silence instead, which takes longer than all the rest of a start.
        """
        deadline = time.monotonic() + _START_SECONDS
        kernel.kernel_info()
        for channel, wanted in (
            (kernel.get_shell_msg, "kernel_info_reply"),
            (kernel.get_iopub_msg, "iopub_welcome"),
        ):
            kind = ""
            while kind != wanted:
                if process.poll() is not None or time.monotonic() > deadline:
                    process.check_server()
                    reason = last_words(self.settings.address) or say("no reason given")
                    raise RoomError(say("the kernel did not get ready (%(reason)s)", reason=reason))
                with contextlib.suppress(queue.Empty):
                    kind = (await channel(timeout=0.5))["msg_type"]

    async def _run_cell(
        self, room: _LiveRoom, client: RoomNotebookClient, index: int, left: float
    ) -> CellRun:
        limits = self.settings.limits
        seconds = min(limits.cell_seconds, round(left, 1) or 0.1)
        supervisor = room.supervisor
        with supervisor.deadline(seconds):
            try:
                await client.async_execute_cell(self.notebook.cells[index], index)
            except DeadKernelError:
                pass
            except Exception:
                # A forged message can break the client in any way, which is then of no further use.
                room.process.kill()
                room.process.wait(_EXIT_SECONDS)
                return CellRun("died", N_("This cell sent messages that cannot be read, and was stopped."))
            finally:
                client.settle()
        _tell_failure(supervisor)
        reply = client.replies.get(index, {})
        if not reply and (code := room.process.wait(_EXIT_SECONDS)) is not None:
            if supervisor.breach == "time":
                return CellRun(
                    "timeout",
                    say(
                        "Stopped after %(seconds)s seconds; it did not let itself be interrupted.",
                        seconds=amount(format(seconds, "g")),
                    ),
                )
            if supervisor.breach is not None:
                words = explain_breach(supervisor.breach, self.settings.room_limits())
                return CellRun("timeout" if supervisor.breach == "cpu" else "died", words)
            room.process.check_server()
            words = say("This cell ended the Python process%(exit)s.", exit=_exit_words(code))
            return CellRun(
                "died", explain_signal(words, code, supervisor.most_tasks, self.settings.room_limits())
            )
        if supervisor.breach == "time":
            return CellRun(
                "timeout", say("Stopped after %(seconds)s seconds.", seconds=amount(format(seconds, "g")))
            )
        if reply.get("status") == "error":
            raised = f"{reply.get('ename', 'Error')}: {reply.get('evalue', '')}"[:2000]
            raised = _CELL_FILE.sub("(line", raised)
            return CellRun("error", explain_error(raised, self.settings.room_limits()))
        return CellRun("ok")

    def _is_lethal(self, index: int) -> bool:
        """A cell that ended a room is not run again."""
        return self._rooms_opened > 1 and index in self.cells and self.cells[index].status in _LETHAL

    def _close_room(self) -> None:
        room, self._room = self._room, None
        if room is not None:
            room.cleanup.close()


def _handle_of(value: object) -> wire.Handle:
    """Returns the handle of an object that stands for one in the room, such as a model."""
    handle = getattr(value, "handle", None)
    if not isinstance(handle, wire.Handle):
        raise WireError(f"{type(value).__name__} is not plain data")
    return handle


def _tell_failure(supervisor: Supervisor) -> None:
    """What we failed to watch is not held against the student."""
    if supervisor.failure is not None:
        raise RoomError(
            say("the room could not be watched (%(failure)s)", failure=supervisor.failure)
        ) from supervisor.failure


_LETHAL: Final = frozenset[CellStatus]({"died", "timeout"})


def _exit_words(code: int | None) -> str:
    if code is None or code == 0:
        return ""
    return say(" (signal %(code)d)", code=-code) if code < 0 else say(" (exit code %(code)d)", code=code)
