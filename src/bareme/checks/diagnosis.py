"""Explains wrong values by common mistakes.

No hypothesis accuses a right answer, and an error that no hypothesis explains completely stays unexplained.
"""

from __future__ import annotations

import warnings
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bareme.checks.answer_pair import MAX_TOLERANCE, Pair
from bareme.checks.hypotheses import SHAPE_HYPOTHESES, VALUE_HYPOTHESES, Hypothesis
from bareme.checks.value_words import read_numbers

__all__ = ["describe_difference"]

MAX_DIAGNOSED_SIZE: Final = 1_000_000
"""For more values, two dozen hypotheses would take longer than the check itself."""
MIN_TOLERANCE: Final = 1e-9
FLOAT32_TOLERANCE: Final = 1e-4
ROUNDING_TOLERANCE: Final = 1e-12
"""Two computations in double precision that differ by less are equal."""


def describe_difference(
    actual: object,
    expected: object,
    *,
    samples: int | None = None,
    rtol: float = 1e-7,
    atol: float = 0.0,
) -> str | None:
    """Returns one sentence that explains a wrong answer, or None.

    Args:
        actual: the answer, of any form.
        expected: the right answer; arrays, numbers and regular lists of real numbers are understood.
        samples: the number of samples, if a sum in place of a mean would be off by it.
        rtol: the precision of the right answer, relative to each value. An explanation may leave this much
            error, but never more than 1e-5; single precision may leave 1e-4.
        atol: the same, absolute; never more than 1e-5 of the largest value.
    """
    one, other = read_numbers(actual), read_numbers(expected)
    if one is None or other is None or one.dtype.kind == "c" or other.dtype.kind == "c":
        return None
    # Hypotheses take maxima, which an empty array does not have.
    if not one.size or not other.size or max(one.size, other.size) > MAX_DIAGNOSED_SIZE:
        return None
    with np.errstate(all="ignore"):
        pair = _pair(one, other, samples, rtol, atol)
        # An answer that is right but for rounding must not be accused, whatever fails the check.
        rtol = ROUNDING_TOLERANCE
        if pair.same_shape and np.allclose(pair.actual, pair.expected, rtol, pair.atol, equal_nan=True):
            return None
        hypotheses = VALUE_HYPOTHESES if pair.same_shape else SHAPE_HYPOTHESES
        return next((text for hypothesis in hypotheses if (text := _try_hypothesis(hypothesis, pair))), None)


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
        # An explanation is compared in the precision of the answer.
        rtol=FLOAT32_TOLERANCE
        if one.dtype.kind == "f" and bits < 64
        else min(max(rtol, MIN_TOLERANCE), MAX_TOLERANCE),
        # Zeros carry the rounding of the values that they are made of.
        atol=min(max(atol, ROUNDING_TOLERANCE * scale), MAX_TOLERANCE * scale),
    )


def _try_hypothesis(hypothesis: Hypothesis, pair: Pair) -> str | None:
    """Returns the explanation of a hypothesis, None if it fails.

    The verdict does not depend on it.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return hypothesis(pair)
    # Hypotheses compute with a student's numbers, of any size: none of them may turn a failed check into an
    # undetermined one.
    except Exception:
        return None
