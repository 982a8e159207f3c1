"""The kinds of sandbox objects that the grader receives as values.

A module of this package that defines a subclass of ``RemoteKind`` adds a kind; nothing else lists it.
"""

from __future__ import annotations

import importlib
import pkgutil
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Generic, TypeAlias, TypeVar

from bareme.results.evidence import Evidence
from bareme.student.keras_config.description import Description
from bareme.student.model import Ask
from bareme.student.rebuilt_model import ModelRebuilder
from bareme.wire import Handle

__all__ = ["NUMBERS", "Features", "RemoteKind", "RemoteObject", "find_remote_kind", "remote_kind_of_type"]

Features: TypeAlias = Mapping[str, object]
"""Values to compare, by the name of the feature; empty if nothing is known."""

NUMBERS: Final = "numbers"
"""The feature that maps names to lists of numbers. Some are random, so only equal ones are evidence."""

_Value = TypeVar("_Value")
_Parsed = TypeVar("_Parsed")

_registered: Final[dict[str, RemoteKind[Any, Any]]] = {}


@dataclass(frozen=True)
class RemoteObject:
    """An object in the student's sandbox, and everything to ask about it."""

    handle: Handle
    ask: Ask
    clean_sandbox: ModelRebuilder
    allow_unverified: Callable[[str], None]
    check_layers: Callable[[Description], None]


class RemoteKind(ABC, Generic[_Value, _Parsed]):
    """A kind of object: its value in the grader, and its hostile description.

    A subclass is registered when it is defined. The counterpart in the sandbox, ``bareme.wire.kinds``, gives
    its handles the same ``type_name``.
    """

    type_name: ClassVar[str]
    value_class: ClassVar[type]
    is_described_at_once: ClassVar[bool] = True
    """False if the value asks for its description when it is first used."""

    def __init_subclass__(cls) -> None:
        _registered[cls.type_name] = cls()

    @abstractmethod
    def parse(self, content: object) -> _Parsed:
        """Reads a hostile description.

        Raises:
            StudentError: it cannot be read.
        """

    @abstractmethod
    def features(self, parsed: _Parsed) -> Features:
        """Returns the features by which mistakes are recognised."""

    def receive(self, remote: RemoteObject) -> _Value | _Parsed:
        """Returns the value of an object for suites.

        Raises:
            StudentError: there is none.
        """
        return self.parse(remote.ask("describe", {}))

    def parsed(self, value: Any) -> _Parsed:
        """Returns the description of a value.

        Raises:
            StudentError: it cannot be read.
        """
        description: _Parsed = value
        return description

    def digest(self, value: Any) -> str | None:
        """Returns a digest of all that evidence can show; None if nothing is shown."""
        return None

    def draw(self, value: Any, name: str) -> Iterable[Evidence]:
        """Returns evidence that shows the value, of a variable or a function."""
        return ()

    def shows(self, value: Any, part: object) -> bool:
        """Returns True if ``draw`` shows this part of the value already."""
        return False


def remote_kind_of_type(type_name: str) -> RemoteKind[Any, Any] | None:
    """Returns the kind that a handle names, or None."""
    return _registered.get(type_name)


def find_remote_kind(value: object) -> RemoteKind[Any, Any] | None:
    """Returns the kind of a value of the grader, or None."""
    return next((kind for kind in _registered.values() if type(value) is kind.value_class), None)


# Only now, since these modules import the names above.
for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")
