"""Pairs of a given and an expected answer, with evidence for explanations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["MAX_TOLERANCE", "Pair", "RealArray", "is_round"]

RealArray = NDArray[np.float64]

MIN_VISIBLE_SHARE: Final = 1e-3
"""A value is evidence for an explanation only if that changes it by at least this share."""
MAX_TOLERANCE: Final = 1e-5
"""The largest absolute error that an explanation may leave, as a share of the largest value."""


@dataclass(frozen=True, eq=False)
class Pair:
    """Two arrays of reals, ``actual`` and ``expected``.

    ``kind`` and ``bits`` describe the dtype in which ``actual`` was given. ``samples`` is the number of
    samples, if known. A value counts as explained within ``atol + rtol * |value|``.
    """

    actual: RealArray
    expected: RealArray
    kind: str
    bits: int
    samples: int | None
    rtol: float
    atol: float

    @property
    def same_shape(self) -> bool:
        """True if the two have the same shape."""
        return self.actual.shape == self.expected.shape

    @property
    def scalar(self) -> bool:
        """True if there is only one value."""
        return self.expected.size == 1

    def matches(self, one: RealArray, other: RealArray) -> bool:
        """Returns True if two arrays agree in shape and in every value."""
        if one.shape != other.shape:
            return False
        # A candidate may be much smaller than the expected values, and atol would then hide all of it.
        atol = min(self.atol, MAX_TOLERANCE * float(np.abs(other[np.isfinite(other)]).max(initial=0)))
        return bool(np.isclose(one, other, rtol=self.rtol, atol=atol, equal_nan=True).all())

    @property
    def distinct(self) -> int:
        """The number of expected values that are distinct at the scale of the largest."""
        finite = self.expected[np.isfinite(self.expected)]
        largest = float(np.abs(finite).max(initial=0))
        # Values that differ by rounding alone count once.
        return int(np.unique(np.round(finite / largest / MIN_VISIBLE_SHARE)).size) if largest else 0

    def explained_by(self, candidate: RealArray) -> bool:
        """Returns True if the candidate equals the answer, with enough evidence."""
        if not self.matches(self.actual, candidate):
            return False
        size = np.maximum(np.abs(candidate), np.abs(self.expected))
        # An element that the explanation hardly changes fits the right answer as well, and is no evidence.
        visible = np.abs(candidate - self.expected) > np.maximum(MIN_VISIBLE_SHARE * size, 10 * self.atol)
        return self.is_enough(self.expected[visible & np.isfinite(size)])

    def is_enough(self, evidence: RealArray) -> bool:
        """Returns True if these values make a coincidence unlikely.

        They must hold two different values. Round numbers agree by chance, so they need a third different
        value among the expected ones. A single number must not be round.

        Args:
            evidence: the expected values that the explanation changes visibly.
        """
        # A round number is the result of many different mistakes.
        if self.scalar:
            return evidence.size == 1 and not is_round(evidence[0], 3)
        if np.unique(evidence).size < 2:
            return False
        third = evidence.size > 2 or np.unique(self.expected).size > 2
        return third or not all(is_round(value, 2) for value in evidence)

    def rearranged_as(self, candidate: RealArray) -> bool:
        """Returns True if the answer is the candidate, a permutation of ``expected``."""
        return (
            np.unique(self.expected).size >= 3
            and self.matches(self.actual, candidate)
            and not self.matches(candidate, self.expected)
        )


def is_round(value: float, digits: int = 3) -> bool:
    """Returns True if the number has at most this many significant digits."""
    return float(f"{value:.{digits}g}") == float(value)
