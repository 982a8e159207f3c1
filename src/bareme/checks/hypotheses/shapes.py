"""Answers of a wrong shape."""

from __future__ import annotations

import numpy as np

from bareme.checks.answer_pair import Pair, is_round
from bareme.i18n import N_, msg

__all__ = [
    "detect_broadcast_square",
    "detect_class_scores",
    "detect_extra_axis",
    "detect_extra_or_missing_entry",
    "detect_extra_reduction",
    "detect_flattening",
    "detect_missing_axis",
    "detect_missing_one_hot",
    "detect_missing_reduction",
    "detect_other_axis",
    "detect_transposed_shape",
]


_FIRST = (
    N_("Along axis %(axis)d the first entry is missing; all others are right."),
    N_("Along axis %(axis)d the first entry is one too many; all others are right."),
)
_LAST = (
    N_("Along axis %(axis)d the last entry is missing; all others are right."),
    N_("Along axis %(axis)d the last entry is one too many; all others are right."),
)


def detect_class_scores(pair: Pair) -> str | None:
    """Detects (N, K) scores in place of N classes."""
    actual, expected = pair.actual, pair.expected
    if actual.ndim != 2 or expected.ndim != 1 or actual.shape[1] < 2:
        return None
    # With a single class, any constant array would agree.
    if np.unique(expected).size >= 2 and np.array_equal(actual.argmax(axis=1), expected):
        return N_(
            "These look like scores for each class: take the class of the largest one (argmax, axis 1)."
        )
    return None


def detect_missing_one_hot(pair: Pair) -> str | None:
    """Detects N classes in place of (N, K) one-hot rows."""
    actual, expected = pair.actual, pair.expected
    if actual.ndim != 1 or expected.ndim != 2 or expected.shape[1] < 2:
        return None
    if np.unique(actual).size >= 2 and np.array_equal(expected.argmax(axis=1), actual):
        return N_("These look like class numbers: they are expected as one-hot rows.")
    return None


def detect_missing_reduction(pair: Pair) -> str | None:
    """Detects an array whose mean or sum is the expected number."""
    actual, expected = pair.actual, pair.expected
    # A round number can be the mean or the sum by chance.
    if expected.ndim or actual.size < 2 or is_round(float(expected)):
        return None
    if pair.matches(np.asarray(actual.mean()), expected):
        return N_("The mean of these values is what is expected: is the mean missing?")
    if pair.matches(np.asarray(actual.sum()), expected):
        return N_("The sum of these values is what is expected: is the sum missing?")
    return None


def detect_extra_reduction(pair: Pair) -> str | None:
    """Detects one number that is the expected array's mean or sum."""
    actual, expected = pair.actual, pair.expected
    if actual.ndim or expected.size < 2 or is_round(float(actual)):
        return None
    if pair.matches(actual, np.asarray(expected.mean())):
        return N_("This is the mean over everything: is `axis=` missing?")
    if pair.matches(actual, np.asarray(expected.sum())):
        return N_("This is the sum over everything: is `axis=` missing?")
    return None


def detect_broadcast_square(pair: Pair) -> str | None:
    """Detects shape (N, N) in place of (N,) or (N, 1)."""
    size = pair.expected.size
    if size > 1 and pair.actual.shape == (size, size) and pair.expected.shape in {(size,), (size, 1)}:
        return msg(
            "Somewhere an array of shape (%(size)s, 1) meets one of shape (%(size)s,): NumPy broadcasts "
            "the two to (%(size)s, %(size)s).",
            size=size,
        )
    return None


def detect_transposed_shape(pair: Pair) -> str | None:
    """Detects axes in reverse order."""
    if pair.actual.ndim < 2 or pair.actual.shape[::-1] != pair.expected.shape:
        return None
    if pair.matches(pair.actual.T, pair.expected):
        return N_("It is the transpose of what is expected.")
    return N_("The shape is transposed: check the order of the axes.")


def detect_extra_axis(pair: Pair) -> str | None:
    """Detects a superfluous axis of length 1: (N, 1) for (N,)."""
    actual, expected = pair.actual.shape, pair.expected.shape
    if len(actual) <= len(expected) or _without_ones(actual) != _without_ones(expected):
        return None
    if not expected:
        return N_("It holds a single number, but in an array: return the number itself.")
    if len(expected) == 1 and len(actual) == 2 and actual[1] == 1:
        return msg(
            "The last axis, of length 1, is too many. Beware: %(actual)s with %(expected)s broadcasts to "
            "%(square)s.",
            actual=actual,
            expected=expected,
            square=(expected[0], expected[0]),
        )
    return N_("It has an axis of length 1 too many.")


def detect_missing_axis(pair: Pair) -> str | None:
    """Detects a missing axis of length 1: (N,) for (N, 1)."""
    actual, expected = pair.actual.shape, pair.expected.shape
    if len(actual) < len(expected) and _without_ones(actual) == _without_ones(expected):
        return N_("An axis of length 1 is missing: `keepdims=True` keeps it in a sum, a mean or a maximum.")
    return None


def detect_other_axis(pair: Pair) -> str | None:
    """Detects a sum or mean over the other axis, by equal totals."""
    actual, expected = pair.actual, pair.expected
    if actual.ndim != 1 or expected.ndim != 1 or min(actual.size, expected.size) < 2:
        return None
    for one, other in ((actual.sum(), expected.sum()), (actual.mean(), expected.mean())):
        if not is_round(float(other)) and pair.matches(np.asarray(one), np.asarray(other)):
            return N_("It looks as if the sum or mean runs over the wrong axis.")
    return None


def detect_extra_or_missing_entry(pair: Pair) -> str | None:
    """Detects a missing or superfluous row or column; the others are right."""
    actual, expected = pair.actual, pair.expected
    if actual.ndim != expected.ndim:
        return None
    differ = [axis for axis in range(actual.ndim) if actual.shape[axis] != expected.shape[axis]]
    if len(differ) != 1 or abs(actual.shape[differ[0]] - expected.shape[differ[0]]) != 1:
        return None
    axis = differ[0]
    size = actual.shape[axis]
    longer, shorter = (actual, expected) if size > expected.shape[axis] else (expected, actual)
    count = longer.shape[axis]
    # Of a constant array, nobody can tell which entry is missing.
    if np.unique(shorter).size >= 2:
        for kept, texts in ((range(count - 1), _LAST), (range(1, count), _FIRST)):
            if pair.matches(np.take(longer, kept, axis=axis), shorter):
                return msg(texts[longer is actual], axis=axis)
    return None


def detect_flattening(pair: Pair) -> str | None:
    """Detects the right number of values in another shape."""
    actual, expected = pair.actual, pair.expected
    if actual.size != expected.size or actual.size < 2:
        return None
    if actual.ndim == 1:
        return N_("It has the right number of values, but flattened: a reshape is missing.")
    return N_("It has the right number of values, in another arrangement: check the reshape.")


def _without_ones(shape: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(length for length in shape if length != 1)
