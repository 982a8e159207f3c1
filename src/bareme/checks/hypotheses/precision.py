"""Wrong values that are partly right: in their first digits or rows."""

from __future__ import annotations

from typing import Final

import numpy as np

from bareme.checks.answer_pair import Pair, is_round
from bareme.checks.value_words import format_number
from bareme.i18n import N_, msg, nmsg

__all__ = [
    "detect_constant",
    "detect_cut_to_integers",
    "detect_float32_noise",
    "detect_not_finite",
    "detect_rounding",
    "detect_unfinished_loop",
]

FLOAT32_NOISE: Final = 1e-4


def detect_not_finite(pair: Pair) -> str | None:
    """Detects NaN or infinity in place of a finite value."""
    broken = ~np.isfinite(pair.actual) & np.isfinite(pair.expected)
    if not broken.any():
        return None
    # NaN first: it often follows from an infinity, as in inf - inf.
    if np.isnan(pair.actual[broken]).any():
        return N_("NaN comes from 0/0, inf - inf, 0 * log(0), or the logarithm or root of a negative number.")
    return N_("Infinity comes from log(0), a division by zero, or an exp that overflows.")


def detect_float32_noise(pair: Pair) -> str | None:
    """Detects values with the rounding of single precision."""
    inexact = pair.expected != pair.expected.astype(np.float32)
    # A float64 array holds the rounding of float32 if each of its values is one of float32. Values that both
    # types hold exactly prove nothing.
    single = pair.bits < 64 or np.array_equal(pair.actual, pair.actual.astype(np.float32))
    if pair.kind != "f" or not single or np.count_nonzero(inexact) < (1 if pair.bits < 64 else 2):
        return None
    # Cancellation leaves noise at the scale of the largest value.
    noise = FLOAT32_NOISE / 100 * float(np.abs(pair.expected[np.isfinite(pair.expected)]).max(initial=0))
    if np.allclose(pair.actual, pair.expected, rtol=FLOAT32_NOISE, atol=noise, equal_nan=True):
        return N_("It is right but for the rounding of float32: compute in float64.")
    return None


def detect_cut_to_integers(pair: Pair) -> str | None:
    """Detects a lost fractional part, often from an integer dtype."""
    integer = pair.kind in "iu"
    if not integer and (pair.scalar or not pair.actual.any()):
        return None
    if pair.scalar and not pair.actual.any():  # a single 0 can have any cause
        return None
    if not any(pair.explained_by(cut(pair.expected)) for cut in (np.trunc, np.floor)):
        return None
    if integer:
        return N_("The fractional part is lost: the values have an integer dtype, use floats.")
    return N_("The fractional part is lost: is there a rounding, an integer division or a cast to int?")


def detect_rounding(pair: Pair) -> str | None:
    """Detects values rounded to a few decimals."""
    if not pair.actual.any() or (pair.scalar and is_round(float(pair.actual.flat[0]), 2)):
        return None
    # From coarse to fine: what is rounded to one decimal is so to two.
    for decimals in range(7):
        nearest = np.round(pair.expected, decimals)
        evidence = pair.expected[nearest != pair.expected]
        if np.array_equal(pair.actual, nearest) and pair.is_enough(evidence):
            if not decimals:
                return N_("It looks rounded to whole numbers: return the full precision.")
            return nmsg(
                "It looks rounded to %(number)d decimal: return the full precision.",
                "It looks rounded to %(number)d decimals: return the full precision.",
                decimals,
            )
    return None


def detect_constant(pair: Pair) -> str | None:
    """Detects one value everywhere."""
    if pair.expected.size < 3 or np.unique(pair.expected).size < 2:
        return None
    first = pair.actual.flat[0]
    if np.array_equal(pair.actual, np.full_like(pair.actual, first)):
        if first:
            return msg("Every value is %(value)s.", value=format_number(first))
        # Numbers so small come out as 0 wherever 1 is added to them.
        if np.abs(pair.expected).max() < np.finfo(float).eps:
            return None
        return N_("Every value is 0: is the result ever filled in?")
    return None


def detect_unfinished_loop(pair: Pair) -> str | None:
    """Detects right values up to some row, and zeros after it."""
    actual, expected = pair.actual, pair.expected
    if actual.ndim == 0 or len(actual) < 3:
        return None
    filled = np.flatnonzero(actual.reshape(len(actual), -1).any(axis=1))
    done = int(filled[-1]) + 1 if filled.size else 0
    asked = expected.reshape(len(expected), -1).any(axis=1)
    # A single 0 at the end can have another cause.
    if not 0 < done < len(actual) - 1 or not asked.all() or np.unique(expected).size < 3:
        return None
    if pair.matches(actual[:done], expected[:done]):
        return nmsg(
            "Along the first axis only the first is right and the rest is 0: does the loop stop too early?",
            "Along the first axis only the first %(number)d are right and the rest is 0: does the loop stop "
            "too early?",
            done,
        )
    return None
