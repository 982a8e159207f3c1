"""Maps sandbox objects to their counterparts in a replay."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from bareme.student.kinds import find_remote_kind
from bareme.wire import Handle

__all__ = ["NotReplayable", "copy_with", "find_objects", "pair_objects"]


class NotReplayable(Exception):
    """A call cannot be replayed; the text says why."""


def find_objects(value: object) -> Iterator[int]:
    """Yields the number of each object of the sandbox in a value."""
    handle = _handle_in(value)
    if handle is not None:
        yield handle.number
    elif isinstance(value, tuple | list):
        for item in value:
            yield from find_objects(item)
    elif isinstance(value, dict):
        yield from find_objects(list(value.values()))


def pair_objects(value: object, answer: object, objects: dict[int, object]) -> None:
    """Records the counterpart in an answer of each sandbox object."""
    handle = _handle_in(value)
    if handle is not None:
        objects[handle.number] = answer
    # Where the answers differ in form, their objects have no counterparts, and calls that need them are not
    # replayed.
    elif isinstance(value, tuple | list) and isinstance(answer, tuple | list) and len(value) == len(answer):
        for pair in zip(value, answer, strict=True):
            pair_objects(*pair, objects)
    elif isinstance(value, dict) and isinstance(answer, dict) and value.keys() == answer.keys():
        for key in value:
            pair_objects(value[key], answer[key], objects)


def copy_with(value: Any, objects: dict[int, object]) -> Any:
    """Copies arguments, and replaces handles by their counterparts.

    Arrays are copied, since a mistake may change its arguments.
    """
    if isinstance(value, np.ndarray):
        return value.copy()
    if isinstance(value, tuple | list):
        return type(value)(copy_with(item, objects) for item in value)
    if isinstance(value, dict):
        return {key: copy_with(item, objects) for key, item in value.items()}
    handle = _handle_in(value)
    if handle is None and find_remote_kind(value) is None:
        return value
    # A value without its handle, such as a history, cannot be traced to the call that made it.
    if handle is None or handle.number not in objects:
        raise NotReplayable("it is given an object that the notebook made")
    return objects[handle.number]


def _handle_in(value: object) -> Handle | None:
    """Returns the handle of an object that is in the sandbox still."""
    handle = value if isinstance(value, Handle) else getattr(value, "handle", None)
    return handle if isinstance(handle, Handle) else None
