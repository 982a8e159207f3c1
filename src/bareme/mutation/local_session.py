"""A session whose functions run in this process, for code of the author.

It answers the requests of ``Student`` as a sandbox does. Values cross as bytes here, too: no check can see or
change an object of the function.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from nbformat import NotebookNode

from bareme import wire
from bareme.errors import WireError
from bareme.grading.mistakes.replay import call_and_draw
from bareme.mutation.recorded_call import RecordedCall
from bareme.sandbox.live_sandbox import handle_of
from bareme.sandbox.session import CellRun, SandboxSettings
from bareme.wire.instruction_count import count_instructions
from bareme.wire.kinds import find_kind

__all__ = ["LocalSession"]

_MAX_MESSAGE: Final = 2000


@dataclass
class LocalSession:
    """Answers requests about a namespace, and records the calls."""

    namespace: Mapping[str, Any]
    """The functions."""
    variables: Mapping[str, object]
    """The values that a run of the solution's notebook gave."""
    notebook: NotebookNode
    settings: SandboxSettings
    calls: list[RecordedCall] = field(default_factory=list)
    cells: dict[int, CellRun] = field(default_factory=dict)
    executed: list[int] = field(default_factory=list)
    _kept: list[object] = field(default_factory=list)
    """The objects in answers, by the number of their handle."""

    def __enter__(self) -> LocalSession:
        return self

    def __exit__(self, *_: object) -> None:
        """Does nothing: no sandbox was opened."""

    def ask(self, action: str, **request: object) -> dict[str, Any]:
        """Answers one request.

        Raises:
            WireError: a value of the request is not plain data.
        """
        # In bytes and back: the function gets copies of its own.
        content = wire.encode(request, handle_of)
        read = wire.decode(content, self._resolve)
        if action == "call":
            self._record(wire.decode(content))
        reply: dict[str, Any]
        try:
            first = len(self._kept)
            reply = wire.decode(wire.encode(self._answer(action, read), self._keep))
            if action == "call":
                self.calls[-1] = replace(self.calls[-1], made=tuple(range(first, len(self._kept))))
        except WireError as error:
            reply = {"unsendable": str(error)}
        # A mutant may call `exit`.
        except (Exception, SystemExit) as error:
            text = str(error)[:_MAX_MESSAGE]
            reply = {"raised": {"type": type(error).__name__, "message": text, "places": []}}
        return reply

    def freeze(self) -> None:
        """Does nothing: there are no outputs."""

    def at_end(self, _close: Callable[[], None]) -> None:
        """Ignores the closing of a clean sandbox, which is a session of this class."""

    def open_apart(self, notebook: NotebookNode) -> LocalSession:
        """Returns a session of another notebook, whose cells are code of bareme."""
        namespace: dict[str, Any] = {}
        for cell in notebook.cells:
            exec(cell.source, namespace)
        return LocalSession(namespace, {}, notebook, self.settings)

    def replica(self, *_: object) -> LocalSession:
        """Returns a session of the same functions, whose calls are not recorded here."""
        return LocalSession(self.namespace, self.variables, self.notebook, self.settings)

    def _answer(self, action: str, request: dict[str, Any]) -> dict[str, Any]:
        if action == "look_up":
            return self._look_up(request["name"])
        if action == "call":
            return self._call(request)
        if action == "figures":
            return {"value": []}
        value = request["object"]
        kind = find_kind(value)
        if kind is None:
            raise ValueError(f"an object of type {type(value).__name__} is not asked for {action}")
        return {
            "value": kind.describe(value) if action == "describe" else kind.answer(value, action, request)
        }

    def _look_up(self, name: str) -> dict[str, Any]:
        if name in self.variables:
            return {"value": self.variables[name]}
        if name not in self.namespace:
            return {"missing": True, "names": []}
        value = self.namespace[name]
        return {"function": True} if callable(value) else {"value": value}

    def _record(self, request: dict[str, Any]) -> None:
        """Records a call, with handles for objects."""
        arguments, keywords = request["arguments"], request["keywords"]
        numbers = {handle.number for handle in _find_handles((arguments, keywords))}
        makers = tuple(call for call in self.calls if numbers & set(call.made))
        self.calls.append(RecordedCall(request["name"], arguments, keywords, makers=makers))

    def _call(self, request: dict[str, Any]) -> dict[str, Any]:
        function = self.namespace[request["name"]]
        arguments, keywords, want = request["arguments"], request["keywords"], request["want"]

        def run() -> object:
            return function(*arguments, **keywords)

        if want == "steps":
            return {"value": count_instructions(run)}
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always", RuntimeWarning)
            value = call_and_draw(run)
        if want == "arguments":
            return {"value": value, "arguments": arguments, "keywords": keywords}
        texts = [str(one.message) for one in caught if issubclass(one.category, RuntimeWarning)]
        return {"value": value, "warnings": texts} if want == "warnings" else {"value": value}

    def _keep(self, value: object) -> object:
        kind = find_kind(value)
        self._kept.append(value)
        return wire.Handle(len(self._kept) - 1, type(value).__name__ if kind is None else kind.type_name)

    def _resolve(self, handle: wire.Handle) -> object:
        return self._kept[handle.number]


def _find_handles(value: object) -> Iterator[wire.Handle]:
    if isinstance(value, wire.Handle):
        yield value
    elif isinstance(value, dict):
        yield from _find_handles(list(value.values()))
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _find_handles(one)
