"""Right values in wrong places."""

from __future__ import annotations

import numpy as np

from bareme.checks.pair import Pair

__all__ = ["other_order", "reversed_axis", "shifted_by_one", "transposed_square"]


def transposed_square(pair: Pair) -> str | None:
    """A square matrix with its axes exchanged."""
    if pair.expected.ndim == 2 and pair.rearranged_as(pair.expected.T):
        return "It is the transpose of what is expected."
    return None


def reversed_axis(pair: Pair) -> str | None:
    """The order along one axis is reversed."""
    for axis in range(pair.expected.ndim):
        if pair.rearranged_as(np.flip(pair.expected, axis)):
            where = f" along axis {axis}" if pair.expected.ndim > 1 else ""
            return f"The values are right, but in reverse order{where}."
    return None


def shifted_by_one(pair: Pair) -> str | None:
    """Every value stands one place before or after its own, the one at the end being free."""
    actual, expected = pair.actual, pair.expected
    if expected.ndim == 0 or len(expected) < 4 or np.unique(expected).size < 4:
        return None
    if pair.matches(actual[:-1], expected[1:]) and not pair.matches(expected[:-1], expected[1:]):
        return "The values are shifted by one: each stands one place too early."
    if pair.matches(actual[1:], expected[:-1]) and not pair.matches(expected[1:], expected[:-1]):
        return "The values are shifted by one: each stands one place too late."
    return None


def other_order(pair: Pair) -> str | None:
    """The same values in another order."""
    if pair.expected.ndim != 1 or np.unique(pair.expected).size < 4:
        return None
    ordered = np.sort(pair.expected)
    if not pair.matches(np.sort(pair.actual), ordered) or pair.matches(pair.actual, pair.expected):
        return None
    if pair.matches(pair.actual, ordered) or pair.matches(pair.actual, ordered[::-1]):
        return "The values are right, but sorted: keep the original order."
    return "The values are right, but in another order."
