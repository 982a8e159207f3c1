"""A session whose functions run in this process, for code of the author.

It answers the requests of ``Student`` as a sandbox does. Values cross as bytes here, too: no check can see or
change an object of the function.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from nbformat import NotebookNode

from bareme import wire
from bareme.errors import WireError
from bareme.grading.mistakes.replay import call_and_draw
from bareme.sandbox.session import CellRun, SandboxSettings
from bareme.wire.instruction_count import count_instructions
from bareme.wire.kinds import find_kind

__all__ = ["LocalSession", "RecordedCall"]

_MAX_MESSAGE: Final = 2000


@dataclass(frozen=True)
class RecordedCall:
    """A call of a function by a check."""

    name: str
    arguments: tuple[object, ...]
    keywords: dict[str, object]


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

    def ask(self, action: str, **request: object) -> dict[str, Any]:
        """Answers one request.

        Raises:
            WireError: a value of the request is not plain data.
        """
        # In bytes and back: the function gets copies of its own.
        read = wire.decode(wire.encode(request), self._resolve)
        reply: dict[str, Any]
        try:
            reply = wire.decode(wire.encode(self._answer(action, read), self._keep))
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
        """Ignores the closing of a sandbox: none is opened for plain data."""

    def replica(self, *_: object) -> LocalSession:
        """Returns a session of the same functions, whose calls are not recorded here."""
        return LocalSession(self.namespace, self.variables, self.notebook, self.settings)

    def _answer(self, action: str, request: dict[str, Any]) -> dict[str, Any]:
        if action == "look_up":
            return self._look_up(request["name"])
        if action == "call":
            call = RecordedCall(request["name"], request["arguments"], request["keywords"])
            self.calls.append(_copy_call(call))
            return self._call(call, request["want"])
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

    def _call(self, call: RecordedCall, want: str) -> dict[str, Any]:
        function = self.namespace[call.name]

        def run() -> object:
            return function(*call.arguments, **call.keywords)

        if want == "steps":
            return {"value": count_instructions(run)}
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always", RuntimeWarning)
            value = call_and_draw(run)
        if want == "arguments":
            return {"value": value, "arguments": call.arguments, "keywords": call.keywords}
        texts = [str(one.message) for one in caught if issubclass(one.category, RuntimeWarning)]
        return {"value": value, "warnings": texts} if want == "warnings" else {"value": value}

    def _keep(self, value: object) -> object:
        kind = find_kind(value)
        self._kept.append(value)
        return wire.Handle(len(self._kept) - 1, type(value).__name__ if kind is None else kind.type_name)

    def _resolve(self, handle: wire.Handle) -> object:
        return self._kept[handle.number]


def _copy_call(call: RecordedCall) -> RecordedCall:
    """Returns a call with copies of its arguments, which the function may change."""
    try:
        arguments, keywords = wire.decode(wire.encode((call.arguments, call.keywords)))
    except WireError:  # an object is among them, and such a call cannot be repeated
        return RecordedCall("", (), {})
    return RecordedCall(call.name, arguments, keywords)
