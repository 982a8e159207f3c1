"""What the shape of an error suggests.

No hypothesis accuses a right answer, and an error that none explains in full gets no story.
"""

from __future__ import annotations

import warnings
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bareme.checks.answer_pair import LOOSEST, Pair
from bareme.checks.hypotheses import SHAPE_HYPOTHESES, VALUE_HYPOTHESES, Hypothesis
from bareme.checks.value_words import numbers

__all__ = ["describe_difference"]

# Beyond this many values two dozen hypotheses would take longer than the check itself.
MAX_MAGNITUDE: Final = 1_000_000
FINEST: Final = 1e-9
SINGLE: Final = 1e-4
# What nobody calls a difference between two computations in double precision.
SAME: Final = 1e-12


def describe_difference(
    actual: object,
    expected: object,
    *,
    samples: int | None = None,
    rtol: float = 1e-7,
    atol: float = 0.0,
) -> str | None:
    """Returns one sentence on how a wrong answer comes from the right one, or None.

    Args:
        actual: the answer, of any form.
        expected: the right one; arrays, numbers and regular lists of real numbers are understood.
        samples: the number of samples, where a sum in place of a mean would be off by it.
        rtol: how exact the right answer is, relative to each value. A story may leave that much
            unexplained, but never more than 1e-5; single precision is given 1e-4.
        atol: the same, absolute; never more than 1e-5 of the largest value.
    """
    one, other = numbers(actual), numbers(expected)
    if one is None or other is None or one.dtype.kind == "c" or other.dtype.kind == "c":
        return None
    if not one.size or not other.size or max(one.size, other.size) > MAX_MAGNITUDE:
        return None
    with np.errstate(all="ignore"):
        pair = _pair(one, other, samples, rtol, atol)
        if pair.same_shape and np.allclose(pair.actual, pair.expected, SAME, pair.atol, equal_nan=True):
            return None
        hypotheses = VALUE_HYPOTHESES if pair.same_shape else SHAPE_HYPOTHESES
        return next((story for hypothesis in hypotheses if (story := _tell(hypothesis, pair))), None)


def _pair(
    one: NDArray[np.generic], other: NDArray[np.generic], samples: int | None, rtol: float, atol: float
) -> Pair:
    bits = 8 * one.dtype.itemsize
    expected = other.astype(np.float64)
    scale = float(np.abs(expected[np.isfinite(expected)]).max(initial=0))
    return Pair(
        actual=one.astype(np.float64),
        expected=expected,
        kind=one.dtype.kind,
        bits=bits,
        samples=samples,
        rtol=SINGLE if one.dtype.kind == "f" and bits < 64 else min(max(rtol, FINEST), LOOSEST),
        # Zeros carry the rounding of the values that they are made of.
        atol=min(max(atol, SAME * scale), LOOSEST * scale),
    )


def _tell(hypothesis: Hypothesis, pair: Pair) -> str | None:
    """Returns the story of a hypothesis; one that fails is none, since the verdict does not need it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return hypothesis(pair)
    except Exception:
        return None
