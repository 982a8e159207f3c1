"""Right values in wrong places."""

from __future__ import annotations

import numpy as np

from bareme.checks.answer_pair import Pair
from bareme.i18n import N_, msg

__all__ = [
    "detect_other_order",
    "detect_reversed_axis",
    "detect_shift_by_one",
    "detect_shifted_classes",
    "detect_shifted_one_hot",
    "detect_transposed_square",
]


def detect_transposed_square(pair: Pair) -> str | None:
    """Detects a transposed square matrix."""
    if pair.expected.ndim == 2 and pair.rearranged_as(pair.expected.T):
        return N_("It is the transpose of what is expected.")
    return None


def detect_reversed_axis(pair: Pair) -> str | None:
    """Detects a reversed order along one axis."""
    for axis in range(pair.expected.ndim):
        if pair.rearranged_as(np.flip(pair.expected, axis)):
            if pair.expected.ndim == 1:
                return N_("The values are right, but in reverse order.")
            return msg("The values are right, but in reverse order along axis %(axis)d.", axis=axis)
    return None


def detect_shift_by_one(pair: Pair) -> str | None:
    """Detects values shifted by one place; the end value may be anything."""
    actual, expected = pair.actual, pair.expected
    if expected.ndim == 0 or len(expected) < 4 or pair.distinct < 4:
        return None
    # Where the expected values repeat, a shift changes nothing.
    if pair.matches(actual[:-1], expected[1:]) and not pair.matches(expected[:-1], expected[1:]):
        return N_("The values are shifted by one: each stands one place too early.")
    if pair.matches(actual[1:], expected[:-1]) and not pair.matches(expected[1:], expected[:-1]):
        return N_("The values are shifted by one: each stands one place too late.")
    return None


def detect_shifted_classes(pair: Pair) -> str | None:
    """Detects class numbers that do not start at 0."""
    expected = pair.expected
    classes = np.unique(expected)
    # Class numbers start at 0, are whole, and repeat.
    if classes.size < 3 or classes[0] != 0 or (classes % 1).any() or expected.size == classes.size:
        return None
    if pair.matches(pair.actual, expected + 1):
        return N_("The class numbers are too large by 1: they count from 0.")
    if pair.matches(pair.actual, expected - 1):
        return N_("The class numbers are too small by 1: they count from 0.")
    return None


def detect_shifted_one_hot(pair: Pair) -> str | None:
    """Detects one-hot rows that are shifted by one column."""
    expected = pair.expected
    if expected.ndim != 2 or len(expected) < 3 or expected.shape[1] < 3:
        return None
    if not np.isin(expected, (0, 1)).all() or not (expected.sum(axis=1) == 1).all():
        return None
    # With two classes, a shift by one column can be an exchange.
    if np.unique(expected.argmax(axis=1)).size < 3:
        return None
    if np.array_equal(pair.actual, np.roll(expected, 1, axis=1)):
        return N_("Each 1 stands one column too far to the right: class k belongs in column k, from 0 on.")
    if np.array_equal(pair.actual, np.roll(expected, -1, axis=1)):
        return N_("Each 1 stands one column too far to the left: class k belongs in column k, from 0 on.")
    return None


def detect_other_order(pair: Pair) -> str | None:
    """Detects a permutation of the expected values.

    Few distinct values, such as classes, can have equal counts by chance.
    """
    if pair.expected.ndim != 1 or pair.distinct < 4 or 2 * pair.distinct < pair.expected.size:
        return None
    ordered = np.sort(pair.expected)
    if not pair.matches(np.sort(pair.actual), ordered) or pair.matches(pair.actual, pair.expected):
        return None
    if pair.matches(pair.actual, ordered) or pair.matches(pair.actual, ordered[::-1]):
        return N_("The values are right, but sorted: keep the original order.")
    return N_("The values are right, but in another order.")
