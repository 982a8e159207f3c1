"""Comparison of an answer with a mistake's answer and the right one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bareme.grading.mistakes.features import Features, count_matching_features
from bareme.grading.mistakes.figure_features import extract_figure_features, extract_replayed_figure_features
from bareme.grading.mistakes.keras_features import extract_keras_features, extract_replayed_keras_features
from bareme.student.figure import Figure
from bareme.student.history import History
from bareme.student.model import Model

__all__ = ["MISSING", "PRECISIONS", "Precision", "count_matches", "is_same_answer"]

MISSING: Final = object()
"""Stands for a right answer that is not known."""


@dataclass(frozen=True)
class Precision:
    """Tolerances for two equal numbers; ``single`` is for 32 bits or fewer."""

    rtol: float = 1e-9
    atol: float = 1e-12
    single: bool = False


PRECISIONS: Final = (
    Precision(),
    # Some mistakes show only in the tails, in numbers far smaller than the rounding of others.
    Precision(atol=0.0),
    # Students who compute in single precision make the same mistakes.
    Precision(single=True),
)
_SINGLE_RTOL: Final = 1e-5
_SINGLE_SHARE: Final = 1e-6
"""Relative to the largest value: the rounding of sums that cancel."""


def count_matches(
    value: object, wrong: object, right: object, precision: Precision = PRECISIONS[0]
) -> int | None:
    """Compares an answer with a mistake's answer and the right one.

    Args:
        value: the answer of the student.
        wrong: the answer of the mistake.
        right: the answer of the solution, or ``MISSING``.
        precision: the tolerances for numbers.

    Returns:
        None if the answer is not the mistake's; otherwise the number of parts in which it differs from the
        right one.
    """
    # Their features decide, since two models that were trained in the same way differ in all their weights.
    if isinstance(value, Model | History | Figure):
        parts = extract_figure_features(value) if isinstance(value, Figure) else extract_keras_features(value)
        right_parts = {} if right is MISSING else _replayed_parts(right)
        return count_matching_features(parts, _replayed_parts(wrong), right_parts)
    if isinstance(value, tuple | list) and isinstance(wrong, tuple | list):
        return _likeness_of_items(list(value), list(wrong), right, precision)
    if isinstance(value, dict) and isinstance(wrong, dict):
        if value.keys() != wrong.keys():
            return None
        keys = list(value)
        known = (
            [right[key] for key in keys]
            if isinstance(right, dict) and right.keys() == value.keys()
            else MISSING
        )
        return _likeness_of_items(
            [value[key] for key in keys], [wrong[key] for key in keys], known, precision
        )
    if not _same_leaf(value, wrong, precision):
        return None
    # Equality within a tolerance is not transitive, so both are compared: a part in which one of the two
    # cannot be told from the right answer is no evidence.
    alike = right is not MISSING and any(_same_leaf(one, right, precision) for one in (value, wrong))
    return int(not alike)


def is_same_answer(one: object, other: object, precision: Precision = PRECISIONS[0]) -> bool:
    """Returns True if two answers are equal.

    They have the same structure and the same shapes, and equal numbers up to rounding.
    """
    return count_matches(one, other, MISSING, precision) is not None


def _replayed_parts(value: object) -> Features:
    return extract_replayed_keras_features(value) or extract_replayed_figure_features(value) or {}


def _likeness_of_items(
    values: list[object], wrongs: list[object], right: object, precision: Precision
) -> int | None:
    if len(values) != len(wrongs):
        return None
    known = isinstance(right, tuple | list) and len(right) == len(wrongs)
    rights = list(right) if known and isinstance(right, tuple | list) else [MISSING] * len(wrongs)
    found = [count_matches(*items, precision) for items in zip(values, wrongs, rights, strict=True)]
    if None in found:
        return None
    # Two empty lists agree in every part; they differ from a right answer that is not empty.
    return sum(filter(None, found)) or int(not known)


def _same_leaf(one: object, other: object, precision: Precision) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return str(one) == str(other)
    if one is None or other is None:
        return one is other
    if isinstance(one, set | frozenset) and isinstance(other, set | frozenset):
        return one == other
    try:
        first, second = np.asarray(one), np.asarray(other)
        # Before the values, which NumPy would broadcast.
        if first.shape != second.shape:
            return False
        if first.dtype.kind == "U" and second.dtype.kind == "U":
            return bool((first == second).all())
        if first.dtype.kind not in "biufc" or second.dtype.kind not in "biufc":
            return False
        rtol, atol = _tolerances(first, second, precision)
        return np.allclose(first, second, rtol, atol, equal_nan=True)
    # Lists whose rows differ in length are no arrays.
    except (TypeError, ValueError):
        return False


def _tolerances(
    first: NDArray[np.generic], second: NDArray[np.generic], precision: Precision
) -> tuple[float, float]:
    if not precision.single or not any(_is_single(array) for array in (first, second)):
        return precision.rtol, precision.atol
    # Of the replayed answer: a student's answer must not choose its own tolerance.
    sizes = np.abs(second[np.isfinite(second)].astype(np.float64))
    return _SINGLE_RTOL, max(precision.atol, _SINGLE_SHARE * float(sizes.max(initial=0)))


def _is_single(array: NDArray[np.generic]) -> bool:
    return array.dtype.kind == "f" and array.dtype.itemsize <= 4
