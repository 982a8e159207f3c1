"""Comparison of an answer with a mistake's answer and the right one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bareme.errors import StudentError
from bareme.student.kinds import NUMBERS, Features, find_remote_kind, remote_kind_of_type
from bareme.wire.kinds import find_kind

__all__ = [
    "MISSING",
    "PRECISIONS",
    "Precision",
    "count_matches",
    "count_matching_features",
    "is_same_answer",
    "replayed_features",
]

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
_NUMBERS_TOLERANCE: Final = 1e-4
"""Relative and absolute, of numbers that a training computed in single precision."""
_ABSENT: Final = object()


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
    kind = find_remote_kind(value)
    if kind is not None:
        try:
            features = kind.features(kind.parsed(value))
        except StudentError:
            return None
        right_features = {} if right is MISSING else replayed_features(right)
        return count_matching_features(features, replayed_features(wrong), right_features)
    # Their features decide, since two models that were trained in the same way differ in all their weights.
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


def replayed_features(value: object) -> Features:
    """Returns the features of an object that a replay made; empty if there are none.

    It is described and read as an object of a sandbox is, so that equal objects have equal features.
    """
    exported = find_kind(value)
    kind = None if exported is None else remote_kind_of_type(exported.type_name)
    if exported is None or kind is None:
        return {}
    try:
        return kind.features(kind.parse(exported.describe(value)))
    except (StudentError, ValueError):
        return {}


def count_matching_features(value: Features, wrong: Features, right: Features) -> int | None:
    """Counts the features that separate a mistake's answer from the right one.

    An exercise leaves most of such an object free. So an answer matches a mistake if it agrees with it on
    every feature in which the mistake differs from the solution, whatever the other features are.

    Args:
        value: features of the student's answer.
        wrong: features of the mistake's answer.
        right: features of the solution's answer; empty if they are not known, and then all must agree.

    Returns:
        The number of features, None if the answer is not the mistake's.
    """
    if not value or not wrong:
        return None
    changed = [
        part for part in {*wrong, *right} - {NUMBERS} if wrong.get(part, _ABSENT) != right.get(part, _ABSENT)
    ]
    if any(value.get(part, _ABSENT) != wrong.get(part, _ABSENT) for part in changed):
        return None
    seen, of_wrong, of_right = (one.get(NUMBERS) for one in (value, wrong, right))
    return len(changed) + int(_same_numbers(seen, of_wrong) and not _same_numbers(of_wrong, of_right))


def _same_numbers(one: object, other: object) -> bool:
    if not (isinstance(one, Mapping) and isinstance(other, Mapping)) or one.keys() != other.keys():
        return False
    return all(
        len(one[name]) == len(other[name])
        and np.allclose(one[name], other[name], rtol=_NUMBERS_TOLERANCE, atol=_NUMBERS_TOLERANCE)
        for name in one
    )


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
