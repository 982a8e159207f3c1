"""Odd values that a function may return."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np

__all__ = ["BOMBS", "ODD_VALUES"]


class Odd:
    """An object that is no plain data, so that a handle arrives."""


def _nested(depth: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(depth):
        value = [value]
    return value


BOMBS: Final[dict[str, Callable[[], object]]] = {
    "column of 12 million bytes": lambda: np.ones((12_000_000, 1), np.int8),
    "two arrays in a list": lambda: [np.ones(6_000_000, np.int8), np.ones(6_000_000, np.int8)],
}
"""Of a few megabytes, from which arithmetic can make gigabytes."""

ODD_VALUES: Final[dict[str, Callable[[], object]]] = {
    **BOMBS,
    "row of a million bytes": lambda: np.ones((1, 1_000_000), np.int8),
    "a million bytes": lambda: np.ones(1_000_000, np.int8),
    "None": lambda: None,
    "True": lambda: True,
    "zero": lambda: 0,
    "one": lambda: 1,
    "minus one": lambda: -1,
    "2**63": lambda: 2**63,
    "-2**64": lambda: -(2**64),
    "10**300": lambda: 10**300,
    "10**1000": lambda: 10**1000,
    "half": lambda: 0.5,
    "negative zero": lambda: -0.0,
    "nan": lambda: float("nan"),
    "inf": lambda: float("inf"),
    "-inf": lambda: float("-inf"),
    "5e-324": lambda: 5e-324,
    "1e308": lambda: 1e308,
    "-1e308": lambda: -1e308,
    "complex": lambda: 1 + 2j,
    "complex nan": lambda: complex("nan+1j"),
    "empty text": lambda: "",
    "text": lambda: "odd",
    "letter": lambda: "z",
    "text of a megabyte": lambda: "x" * 2**20,
    "percent": lambda: "%(name)s %d",
    "line ends": lambda: "\n\x00\x1b[31m\u2028\ud83d",
    "bytes": lambda: b"\x00\xff",
    "empty list": list,
    "empty tuple": lambda: (),
    "empty dict": dict,
    "empty set": lambda: set(),
    "set": lambda: {1, 2, "x"},
    "frozenset": lambda: frozenset({(1, 2)}),
    "list of None": lambda: [None, None],
    "ragged list": lambda: [[1.0], [1.0, 2.0], 3.0],
    "deep list": lambda: _nested(50),
    "long list": lambda: list(range(5_000)),
    "long list of lists": lambda: [[0.0]] * 1000,
    "list of texts": lambda: ["a", "b"],
    "list of 10**1000": lambda: [10**1000, 1],
    "list of complex": lambda: [1j, 2.0],
    "dict of numbers": lambda: {0: 1.0, 1: 2.0},
    "dict of odd keys": lambda: {None: 1, (1, 2): 2, float("nan"): 3, b"x": [4]},
    "dict of many keys": lambda: {f"key {place}": place for place in range(1000)},
    "dict of a network": lambda: {"W1": None, "b1": [], "W2": "x", "b2": 10**1000},
    "empty array": lambda: np.zeros(0),
    "array of shape (0, 3)": lambda: np.zeros((0, 3)),
    "array of shape (3, 0)": lambda: np.zeros((3, 0), np.int8),
    "array of no dimension": lambda: np.array(0.25),
    "array of many dimensions": lambda: np.zeros((1,) * 20),
    "boolean array": lambda: np.array([True, False]),
    "float16": lambda: np.array([0.1, 65504.0], np.float16),
    "float32 scalar": lambda: np.float32(0.1),
    "longdouble": lambda: np.array([1e300, 1.0], np.longdouble) * 10,
    "uint64": lambda: np.array([2**64 - 1, 0], np.uint64),
    "complex array": lambda: np.array([1j, np.nan]),
    "array of nan": lambda: np.full((3, 4), np.nan),
    "array of texts": lambda: np.array(["a", "bc"]),
    "array of objects": lambda: np.array([None, {}], dtype=object),
}
ODD_VALUES["structured array"] = lambda: np.zeros(3, dtype=[("a", float), ("b", int)])
ODD_VALUES["array of dates"] = lambda: np.array(["2020-01-01", "NaT"], "datetime64[D]")
ODD_VALUES["object"] = Odd
