"""Calls of a function by a check, which can be repeated with other functions."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bareme import wire
from bareme.grading.mistakes.replay import call_and_draw

__all__ = ["RecordedCall", "repeat_call"]


@dataclass(frozen=True)
class RecordedCall:
    """A call of a function by a check."""

    name: str
    arguments: tuple[object, ...]
    """Plain values, and a handle for each object that an earlier call made."""
    keywords: dict[str, object]
    made: tuple[int, ...] = ()
    """The numbers of the handles in its answer, in order."""
    makers: tuple[RecordedCall, ...] = ()
    """The calls that made the objects among its arguments."""


def repeat_call(
    namespace: Mapping[str, Any], call: RecordedCall
) -> tuple[object, tuple[object, ...], dict[str, object]]:
    """Calls a function of a namespace, and returns its answer and its arguments afterwards.

    The arguments are copies; the objects among them are made anew by functions of the namespace.
    """
    objects: dict[int, object] = {}
    for maker in call.makers:
        made, *_ = repeat_call(namespace, maker)
        objects |= dict(zip(maker.made, _list_objects(made), strict=False))
    arguments, keywords = _insert_objects(copy.deepcopy((call.arguments, call.keywords)), objects)
    function: Callable[..., object] = namespace[call.name]
    return call_and_draw(lambda: function(*arguments, **keywords)), arguments, keywords


def _list_objects(value: object) -> list[object]:
    """Returns the objects in an answer, in the order in which handles are made of them."""
    found: list[object] = []

    def keep(one: object) -> object:
        found.append(one)
        return None

    wire.encode(value, keep)
    return found


def _insert_objects(value: Any, objects: Mapping[int, object]) -> Any:
    if isinstance(value, wire.Handle):
        return objects[value.number]
    if type(value) in (tuple, list):
        return type(value)(_insert_objects(one, objects) for one in value)
    if type(value) is dict:
        return {key: _insert_objects(one, objects) for key, one in value.items()}
    return value
