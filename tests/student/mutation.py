"""Puts odd values into each place of a sandbox's answer."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, Final

import numpy as np

from bareme import wire

__all__ = ["ODD", "mutations", "over_the_wire"]

Path = tuple[Any, ...]

ODD: Final[tuple[object, ...]] = (
    *(None, True, False, 0, 1, -1, 7, 2**31, 2**63, -(2**63), 10**1000, -(10**1000)),
    *(0.0, -0.0, 0.5, 5e-324, 1e308, math.nan, math.inf, -math.inf, 1 + 2j),
    *("", "a", "Dense", "Sequential", "\ud800", "x" * 5000, "a/b", "\0", "__keras_tensor__"),
    *(
        b"",
        b"\xff" * 9,
        [],
        [[]],
        [1, [2, {}]],
        (),
        (1,),
        ("a", [np.zeros(2)]),
        {},
        {"class_name": np.zeros(3)},
    ),
    *({"a": {"b": [None]}}, {1: 2, (1, 2): 3, None: 4}, {np.float64(1.5): "x"}, {"is": "Component"}),
    *(set(), frozenset({1, "a"}), wire.Handle(3, "Model"), wire.Handle(-1, "\ud800")),
    *(np.zeros(0), np.zeros(3), np.zeros((2, 2)), np.array(1.5), np.array(["a", "b"]), np.array([b"a"])),
    *(
        np.array([True]),
        np.array([1 + 2j]),
        np.array([math.nan]),
        np.int64(3),
        np.float32(0.5),
        np.bool_(True),
    ),
    *(np.str_("relu"), np.zeros((1,) * 20)),
)


def over_the_wire(value: object) -> Any:
    """Returns a value as the grader receives it from a sandbox."""
    return wire.decode(wire.encode(value))


_ARRIVED: Final = tuple(map(over_the_wire, ODD))
_KEYS: Final = tuple(map(over_the_wire, (None, 3, "", (1, 2), "\ud800", 10**1000)))


def mutations(value: object) -> Iterator[tuple[Path, object]]:
    """Yields each place, and the value with something odd there."""
    for path in _places(value):
        for odd in _ARRIVED:
            yield (*path, odd), _with(value, path, odd)
    for path in _places(value):
        inner = _at(value, path)
        if isinstance(inner, dict):
            for key in inner:
                rest = {other: item for other, item in inner.items() if other != key}
                yield (*path, f"without {key}"), _with(value, path, rest)
                for odd in _KEYS:
                    yield (*path, f"{key} as", odd), _with(value, path, rest | {odd: inner[key]})


def _places(value: object, path: Path = ()) -> Iterator[Path]:
    yield path
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _places(item, (*path, key))
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from _places(item, (*path, index))


def _at(value: Any, path: Path) -> Any:
    for key in path:
        value = value[key]
    return value


def _with(value: Any, path: Path, new: object) -> Any:
    if not path:
        return new
    key, *rest = path
    inner = _with(value[key], tuple(rest), new)
    if isinstance(value, dict):
        return {**value, key: inner}
    items = [*value[:key], inner, *value[key + 1 :]]
    return tuple(items) if isinstance(value, tuple) else items
