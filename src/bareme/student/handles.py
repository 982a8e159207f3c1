"""Replaces handles of models, histories and figures by values of the grader."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import count, repeat
from typing import Any, Final

from bareme.course.course import Unverified
from bareme.errors import SandboxDied, StudentTimeout
from bareme.i18n import N_, msg
from bareme.sandbox.session import NotebookSession
from bareme.student.clean_sandbox import CleanSandbox
from bareme.student.figure_parser import read_figure
from bareme.student.history import read_history
from bareme.student.keras_config.description import Description
from bareme.student.keras_config.parser import ModelRefused
from bareme.student.model import Model
from bareme.wire import Handle
from bareme.wire.objects import FIGURE, HISTORY, MODEL

__all__ = ["HandleResolver"]

MAX_DESCRIPTION_TIMEOUTS: Final = 2
"""Models are not queried after this many time-outs or crashes: a class would take hours."""
MAX_DESCRIBED: Final = 8
"""Histories and figures of one value. Each costs a request, which can be slow on purpose."""

_PARSERS: Final[Mapping[str, Callable[[object], object]]] = {HISTORY: read_history, FIGURE: read_figure}
"""The parser of each kind of object that is described as soon as it arrives."""

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
        self._clean_sandbox = CleanSandbox(self.session.settings)
        self.session.at_end(self._clean_sandbox.close)

    def resolve(self, name: str, value: Any, *, variable: bool = False) -> Any:
        """Returns a value with its handles replaced.

        A handle of a model becomes a ``Model``, of a history a ``History``, of a figure a ``Figure``. The
        models of a variable must have the same layers at each read.
        """
        models = (f"{name} {number}" for number in count(1)) if variable else repeat("")
        return self._resolve(name, value, count(1), models)

    def _resolve(self, name: str, value: Any, described: Iterator[int], models: Iterator[str]) -> Any:
        if isinstance(value, Handle):
            return self._resolve_handle(name, value, described, models)
        if type(value) in (tuple, list):
            return type(value)(self._resolve(name, item, described, models) for item in value)
        if type(value) is dict:
            return {key: self._resolve(name, item, described, models) for key, item in value.items()}
        return value

    def take_unverified(self) -> bool:
        """Returns True if an unverified model was used, and resets this."""
        used, self._used_unverified = self._used_unverified, False
        return used

    def _resolve_handle(
        self, name: str, handle: Handle, described: Iterator[int], models: Iterator[str]
    ) -> object:
        ask = partial(self._ask, name, handle)
        parse = _PARSERS.get(handle.type_name)
        if parse is not None and next(described) <= MAX_DESCRIBED:
            return parse(ask("describe", {}))
        if handle.type_name == MODEL:
            check_layers = partial(self._check_layers, name, next(models))
            return Model(handle, ask, self._clean_sandbox, self._allow_unverified, check_layers)
        return handle

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
