"""The kinds of objects that a sandbox describes as plain data.

A module of this package has the name of a library, and describes objects of that library. It is imported only
where the library is, so most graders never import matplotlib, and student code pays for nothing that it does
not use. It defines subclasses of ``ObjectKind``; nothing else lists them.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar, Final

__all__ = ["ObjectKind", "find_kind"]

_registered: Final[list[ObjectKind]] = []
_libraries: Final = [module.name for module in pkgutil.iter_modules(__path__)]
"""The modules that are still to be imported, in alphabetical order."""


class ObjectKind(ABC):
    """A kind of object that crosses the wall as a handle and a description.

    It runs in the process of the student's code, so its descriptions are claims. A subclass is registered
    when it is defined.
    """

    type_name: ClassVar[str]
    """The type in the handles of such objects; the grader knows the kind by it."""

    def __init_subclass__(cls) -> None:
        _registered.append(cls())

    @abstractmethod
    def recognises(self, value: object) -> bool:
        """Returns True for an object of this kind, by ``type(value)``.

        An object can lie about its ``__class__``.
        """

    @abstractmethod
    def describe(self, value: Any) -> dict[str, Any]:
        """Describes an object as plain data, within limits that the grader checks again."""

    def answer(self, value: Any, action: str, request: Mapping[str, Any]) -> object:
        """Answers a question about an object that its description leaves open.

        Raises:
            ValueError: there is no such question.
        """
        raise ValueError(f"an object of type {self.type_name} is not asked for {action}")


def find_kind(value: object) -> ObjectKind | None:
    """Returns the kind of an object, or None if it has none."""
    for name in [name for name in _libraries if name in sys.modules]:
        importlib.import_module(f"{__name__}.{name}")
        _libraries.remove(name)
    return next((kind for kind in _registered if kind.recognises(value)), None)
