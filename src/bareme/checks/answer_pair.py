"""An answer beside the right one, and the question whether a story explains how they differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["LOOSEST", "Pair", "RealArray", "is_round"]

RealArray = NDArray[np.float64]

# Where a story changes a value by less than this share of it, that value is no evidence for it.
MIN_VISIBLE_SHARE: Final = 1e-3
# The largest absolute error that goes unexplained, as a share of the largest value.
LOOSEST: Final = 1e-5


@dataclass(frozen=True, eq=False)
class Pair:
    """Two arrays of reals, ``actual`` and ``expected``.

    ``kind`` and ``bits`` are those of the dtype in which ``actual`` was given; ``samples`` is the number
    of samples, where it is known. A value counts as explained within
    ``atol + rtol * |value|``.
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
        """Whether the two have one shape."""
        return self.actual.shape == self.expected.shape

    @property
    def scalar(self) -> bool:
        """Whether there is one value only."""
        return self.expected.size == 1

    def matches(self, one: RealArray, other: RealArray) -> bool:
        """Whether two arrays agree in shape and in every value."""
        if one.shape != other.shape:
            return False
        # Beside what is expected, a candidate may be tiny: what is small there may be all of it.
        atol = min(self.atol, LOOSEST * float(np.abs(other[np.isfinite(other)]).max(initial=0)))
        return bool(np.isclose(one, other, rtol=self.rtol, atol=atol, equal_nan=True).all())

    @property
    def distinct(self) -> int:
        """How many expected values can be told apart beside the largest one."""
        finite = self.expected[np.isfinite(self.expected)]
        largest = float(np.abs(finite).max(initial=0))
        return int(np.unique(np.round(finite / largest / MIN_VISIBLE_SHARE)).size) if largest else 0

    def explained_by(self, candidate: RealArray) -> bool:
        """Whether the candidate is the answer, with enough evidence that this is no accident."""
        if not self.matches(self.actual, candidate):
            return False
        size = np.maximum(np.abs(candidate), np.abs(self.expected))
        telling = np.abs(candidate - self.expected) > np.maximum(MIN_VISIBLE_SHARE * size, 10 * self.atol)
        return self.is_enough(self.expected[telling & np.isfinite(size)])

    def is_enough(self, evidence: RealArray) -> bool:
        """Whether these expected values, which a story changes visibly, make an accident unlikely.

        There must be two different ones. Where they are round numbers, which agree by chance, the story
        must hold for a third value; where all is a single number, that must not be round.
        """
        if self.scalar:
            return evidence.size == 1 and not is_round(evidence[0], 3)
        if np.unique(evidence).size < 2:
            return False
        third = evidence.size > 2 or np.unique(self.expected).size > 2
        return third or not all(is_round(value, 2) for value in evidence)

    def rearranged_as(self, candidate: RealArray) -> bool:
        """Whether the answer has the expected values in the order of the candidate."""
        return (
            np.unique(self.expected).size >= 3
            and self.matches(self.actual, candidate)
            and not self.matches(candidate, self.expected)
        )


def is_round(value: float, digits: int = 3) -> bool:
    """Whether so many significant digits write the number in full."""
    return float(f"{value:.{digits}g}") == float(value)
