"""What came over the wall of a sandbox, with models, histories and figures in place of the handles of
such."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import count, repeat
from typing import Any, Final

from bareme.course.course import Unverified
from bareme.errors import SandboxDied, StudentTimeout
from bareme.i18n.catalogs import N_
from bareme.i18n.messages import msg
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
"""After so many time-outs or ends of its sandbox, models are not asked again: a class would take hours."""
MAX_DESCRIBED: Final = 8
"""Histories and figures of one value; each costs a question, whose answer can be slow on purpose."""

ReadReply = Callable[[str, dict[str, Any], NotebookSession], object]
"""Returns the value in a reply about something of a name, or raises a ``StudentError``."""


@dataclass
class HandleResolver:
    """The models of one submission, and the clean sandbox that they are rebuilt in."""

    session: NotebookSession
    read_reply: ReadReply
    unverified: Unverified = "allow"
    _clean_sandbox: CleanSandbox = field(init=False)
    _layers: dict[str, str] = field(default_factory=dict)
    _asked_unverified: bool = False
    _stops: int = 0

    def __post_init__(self) -> None:
        self._clean_sandbox = CleanSandbox(self.session.settings)
        self.session.at_end(self._clean_sandbox.close)

    def adopt(self, name: str, value: Any, *, variable: bool = False) -> Any:
        """Returns the value of a name with a ``Model``, ``History`` or ``Figure`` for each handle of one.

        The models of a variable must have the same layers whenever they are asked for.
        """
        models = (f"{name} {number}" for number in count(1)) if variable else repeat("")
        return self._adopt(name, value, count(1), models)

    def _adopt(self, name: str, value: Any, described: Iterator[int], models: Iterator[str]) -> Any:
        if isinstance(value, Handle):
            return self._adopt_handle(name, value, described, models)
        if type(value) in (tuple, list):
            return type(value)(self._adopt(name, item, described, models) for item in value)
        if type(value) is dict:
            return {key: self._adopt(name, item, described, models) for key, item in value.items()}
        return value

    def take_unverified(self) -> bool:
        """Tells whether a model with the student's own code was asked since this was asked last."""
        asked, self._asked_unverified = self._asked_unverified, False
        return asked

    def _adopt_handle(
        self, name: str, handle: Handle, described: Iterator[int], models: Iterator[str]
    ) -> object:
        ask = partial(self._ask, name, handle)
        if handle.type_name in (HISTORY, FIGURE) and next(described) <= MAX_DESCRIBED:
            description = ask("describe", {})
            return read_history(description) if handle.type_name == HISTORY else read_figure(description)
        if handle.type_name == MODEL:
            recognise = partial(self._recognise, name, next(models))
            return Model(handle, ask, self._clean_sandbox, self._allow, recognise)
        return handle

    def _ask(self, name: str, handle: Handle, action: str, request: dict[str, object]) -> object:
        if self._stops >= MAX_DESCRIPTION_TIMEOUTS:
            raise StudentTimeout(
                N_("Your models or figures had to be stopped in other checks, so this was not tried here.")
            )
        try:
            reply = self.session.ask(action, object=handle, **request)
        except (StudentTimeout, SandboxDied):
            self._stops += 1
            raise
        return self.read_reply(name, reply, self.session)

    def _recognise(self, name: str, key: str, description: Description) -> None:
        if key and self._layers.setdefault(key, description.layers_digest) != description.layers_digest:
            raise ModelRefused(
                msg(
                    "`%(name)s` is a model with other layers than when it was asked for before. Give each "
                    "of your models a name of its own.",
                    name=name,
                )
            )

    def _allow(self, own_code: str) -> None:
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
        self._asked_unverified = True
