"""Replaces the handles of objects in a sandbox by values of the grader."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from bareme.course.course import Unverified
from bareme.errors import SandboxDied, StudentTimeout
from bareme.i18n import N_, msg
from bareme.sandbox.session import NotebookSession
from bareme.student.clean_sandbox import CleanSandbox
from bareme.student.keras_config.description import Description
from bareme.student.keras_config.parser import ModelRefused
from bareme.student.kinds import RemoteObject, remote_kind_of_type
from bareme.wire import Handle

__all__ = ["HandleResolver"]

MAX_DESCRIPTION_TIMEOUTS: Final = 2
"""Models are not queried after this many time-outs or crashes: a class would take hours."""
MAX_DESCRIBED: Final = 8
"""Objects of one value that are described at once. Each costs a request, which can be slow on purpose."""
_DESCRIBED: Final = "described at once"
"""Counts all of these, among the counts of each type."""

ReadReply = Callable[[str, dict[str, Any], NotebookSession], object]
"""Returns the value in a reply about a name, or raises a ``StudentError``."""


@dataclass
class HandleResolver:
    """Resolves the handles of one submission; owns its clean sandbox."""

    session: NotebookSession
    read_reply: ReadReply
    unverified: Unverified = "allow"
    _clean_sandbox: CleanSandbox = field(init=False)
    _layer_digests: dict[str, str] = field(default_factory=dict)
    _used_unverified: bool = False
    _failures: int = 0
    """Time-outs and crashes so far."""

    def __post_init__(self) -> None:
        self._clean_sandbox = CleanSandbox(lambda notebook: self.session.open_apart(notebook))
        self.session.at_end(self._clean_sandbox.close)

    def resolve(self, name: str, value: Any, *, variable: bool = False) -> Any:
        """Returns a value with the handles of known kinds replaced.

        A handle of a model becomes a ``Model``, for example. The models of a variable must have the same
        layers at each read.
        """
        return self._resolve(name, value, variable, Counter())

    def _resolve(self, name: str, value: Any, variable: bool, arrived: Counter[str]) -> Any:
        resolve = partial(self._resolve, name, variable=variable, arrived=arrived)
        if isinstance(value, Handle):
            return self._resolve_handle(name, value, variable, arrived)
        # The exact types, since the decoder builds nothing else.
        if type(value) in (tuple, list):
            return type(value)(resolve(item) for item in value)
        if type(value) is dict:
            return {key: resolve(item) for key, item in value.items()}
        return value

    def take_unverified(self) -> bool:
        """Returns True if an unverified model was used, and resets this."""
        used, self._used_unverified = self._used_unverified, False
        return used

    def _resolve_handle(self, name: str, handle: Handle, variable: bool, arrived: Counter[str]) -> object:
        kind = remote_kind_of_type(handle.type_name)
        if kind is None:
            return handle
        if kind.is_described_at_once:
            arrived[_DESCRIBED] += 1
            # The handle stays, as that of an object without a kind.
            if arrived[_DESCRIBED] > MAX_DESCRIBED:
                return handle
        arrived[kind.type_name] += 1
        key = f"{name} {kind.type_name} {arrived[kind.type_name]}" if variable else ""
        remote = RemoteObject(
            handle,
            ask=partial(self._ask, name, handle),
            clean_sandbox=self._clean_sandbox,
            allow_unverified=self._allow_unverified,
            check_layers=partial(self._check_layers, name, key),
        )
        return kind.receive(remote)

    def _ask(self, name: str, handle: Handle, action: str, request: dict[str, object]) -> object:
        if self._failures >= MAX_DESCRIPTION_TIMEOUTS:
            raise StudentTimeout(
                N_("Your models or figures had to be stopped in other checks, so this was not tried here.")
            )
        try:
            reply = self.session.ask(action, object=handle, **request)
        except (StudentTimeout, SandboxDied):
            self._failures += 1
            raise
        return self.read_reply(name, reply, self.session)

    def _check_layers(self, name: str, key: str, description: Description) -> None:
        digest = description.layers_digest
        # Otherwise one model could be counted and another one asked for predictions.
        if key and self._layer_digests.setdefault(key, digest) != digest:
            raise ModelRefused(
                msg(
                    "`%(name)s` is a model with other layers than when it was asked for before. Give each "
                    "of your models a name of its own.",
                    name=name,
                )
            )

    def _allow_unverified(self, own_code: str) -> None:
        if self.unverified == "refuse":
            raise ModelRefused(
                msg(
                    "Your model holds code of your own, %(own_code)s, and this assignment takes only "
                    "models of "
                    "Keras's own layers, since those can be built again and verified. Use these layers "
                    "alone.",
                    own_code=own_code,
                )
            )
        self._used_unverified = True
