"""Evidence of a difference between arrays: first wrong elements, heat map, curves."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bareme.checks.value_words import clip, format_apart, format_number, locate_largest
from bareme.results.evidence import (
    MAX_COLUMNS,
    MAX_NAME,
    MAX_NUMBER,
    MAX_POINTS,
    MAX_ROWS,
    WORST_LEVEL,
    Comparison,
    CurvePlot,
    DifferenceRow,
    Evidence,
    EvidenceCurve,
    Heatmap,
)
from bareme.student.observations import Call, Observation
from bareme.student.recorder import Record

__all__ = ["Difference", "compare_arrays", "draw_difference", "replace_infinite", "spread"]

_BEFORE: Final = 2
_AFTER: Final = 4
"""How many neighbours of the first wrong element are shown."""
_MIN_POINTS: Final = 5
_MAX_SORTED: Final = 100_000
"""Longer vectors take longer to sort than the check took, and 200 points show little of them."""


@dataclass(frozen=True, eq=False)
class Difference(Record):
    """Two arrays of one shape, and where they differ."""

    given: NDArray[Any]
    expected: NDArray[Any]
    error: NDArray[Any]
    """The error of each element: booleans, or numbers of which the largest is the worst."""
    wrong: NDArray[Any]
    """Booleans."""
    name: str
    estimated: bool = False
    """True if ``expected`` comes from finite differences."""

    def show(self, observations: Sequence[Observation]) -> Iterator[Evidence]:
        """Yields curves for a vector, and the first wrong elements."""
        found = (draw_difference(self, observations), compare_arrays(self))
        yield from (one for one in found if one is not None)


def compare_arrays(difference: Difference) -> Comparison | None:
    """Returns the first wrong element and its neighbours; None for scalars."""
    given, wrong = difference.given, difference.wrong
    if not given.ndim or given.size < 2 or not wrong.any():
        return None
    first, _ = locate_largest(difference.error)
    return Comparison(
        name=clip(difference.name, MAX_NAME),
        against="differences" if difference.estimated else "expected",
        shape=given.shape,
        wrong=int(np.count_nonzero(wrong)),
        first=first,
        rows=tuple(_row(difference, index) for index in _indices(given.shape, first)),
        heat=_heat(difference) if given.ndim == 2 and min(given.shape) > 1 else None,
    )


def _indices(shape: tuple[int, ...], first: tuple[int, ...]) -> Iterable[tuple[int, ...]]:
    """Returns the indices to show: all, or those around the first wrong."""
    if math.prod(shape) <= MAX_ROWS:
        return np.ndindex(shape)
    start, stop = max(0, first[-1] - _BEFORE), min(shape[-1], first[-1] + _AFTER + 1)
    return [(*first[:-1], column) for column in range(start, stop)]


def _row(difference: Difference, index: tuple[int, ...]) -> DifferenceRow:
    expected, given = difference.expected[index], difference.given[index]
    right = not difference.wrong[index]
    texts = (format_number(expected), format_number(given)) if right else format_apart(expected, given)
    should, got = (clip(text, MAX_NUMBER) for text in texts)
    return DifferenceRow(index=index, expected=should, got=got, right=right)


def _heat(difference: Difference) -> Heatmap | None:
    """Returns the heat map, in quarters of the largest finite error."""
    if difference.given.size <= MAX_ROWS:  # the table shows them all
        return None
    with np.errstate(all="ignore"):
        error = np.abs(_wide(difference.given) - _wide(difference.expected))
        finite_errors = error[np.isfinite(error) & difference.wrong]
        # Only among finite errors: a single NaN or infinity would make all others look small.
        largest = float(finite_errors.max(initial=0.0))
        shares = error / largest if largest > 0 else np.full(error.shape, np.inf)
        # No wrong element looks right, however small its error is; NaN and infinity are the worst.
        levels = np.clip(np.ceil(np.nan_to_num(shares, nan=1.0, posinf=1.0) * WORST_LEVEL), 1, WORST_LEVEL)
    levels = np.where(difference.wrong, levels, 0).astype(np.int64)
    # Rounded up.
    block = tuple(-(-size // MAX_COLUMNS) for size in levels.shape)
    return Heatmap(levels=_pooled(levels, block), block=(block[0], block[1]))


def _pooled(levels: NDArray[np.int64], block: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    """Returns the maximum of each block; the last may be smaller."""
    for axis, size in enumerate(block):
        levels = np.maximum.reduceat(levels, np.arange(0, levels.shape[axis], size), axis=axis)
    return tuple(tuple(int(level) for level in row) for row in levels)


def _wide(array: NDArray[Any]) -> NDArray[Any]:
    return array.astype(np.complex128 if array.dtype.kind == "c" else np.float64)


def draw_difference(difference: Difference, observations: Iterable[Observation]) -> CurvePlot | None:
    """Returns expected and given values of a vector as curves.

    The abscissa is the argument of the function if it is known, else the index.
    """
    given, expected = difference.given, difference.expected
    if given.ndim != 1 or not _MIN_POINTS <= given.size <= _MAX_SORTED:
        return None
    # A complex number has no height.
    if "c" in (given.dtype.kind, expected.dtype.kind):
        return None
    argument = _argument_of(given, observations)
    x = np.arange(given.size, dtype=np.float64) if argument is None else argument
    order = np.argsort(x, kind="stable")
    order = order[spread(order.size)]
    curves = (("expected", expected), ("got", given))
    return CurvePlot(
        about="function",
        name=clip(difference.name, MAX_NAME),
        abscissa="index" if argument is None else "argument",
        x=tuple(float(value) for value in x[order]),
        curves=tuple(
            EvidenceCurve(name=name, values=replace_infinite(values[order])) for name, values in curves
        ),
    )


def _argument_of(given: NDArray[Any], observations: Iterable[Observation]) -> NDArray[np.float64] | None:
    """Returns the only vector argument of the call that gave these values."""
    for seen in reversed(list(observations)):
        if isinstance(seen, Call) and seen.value is given:
            vectors = [
                argument
                for argument in (*seen.arguments, *seen.keywords.values())
                if isinstance(argument, np.ndarray) and argument.ndim
            ]
            if len(vectors) != 1 or vectors[0].shape != given.shape or vectors[0].dtype.kind not in "iuf":
                return None
            x = vectors[0].astype(np.float64)
            # Values that repeat, or that are infinite, are no abscissas of a function.
            return x if np.isfinite(x).all() and np.unique(x).size == x.size else None
    return None


def spread(size: int) -> NDArray[np.int64]:
    """Returns up to ``MAX_POINTS`` evenly spread indices, both ends included."""
    return np.linspace(0, size - 1, min(size, MAX_POINTS)).round().astype(np.int64)


def replace_infinite(values: NDArray[Any]) -> tuple[float | None, ...]:
    """Returns the values as floats, None for each that is not finite."""
    wide = values.astype(np.float64)
    return tuple(float(value) if np.isfinite(value) else None for value in wide)
