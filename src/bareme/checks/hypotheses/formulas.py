"""Wrong values of a formula with a missing or superfluous step."""

from __future__ import annotations

import math

import numpy as np

from bareme.checks.answer_pair import MIN_VISIBLE_SHARE, Pair, RealArray
from bareme.i18n import N_

__all__ = [
    "detect_complement",
    "detect_extra_sigmoid",
    "detect_extra_softmax",
    "detect_flipped_sign",
    "detect_logarithm",
    "detect_lost_negative_part",
    "detect_lost_sign",
    "detect_missing_normalisation",
    "detect_missing_sigmoid",
    "detect_missing_softmax",
    "detect_normalisation_along_other_axis",
    "detect_power",
]


def detect_flipped_sign(pair: Pair) -> str | None:
    """Detects the negative of the expected values."""
    return N_("The sign is flipped.") if pair.explained_by(-pair.expected) else None


def detect_lost_sign(pair: Pair) -> str | None:
    """Detects the absolute values of the expected ones."""
    if pair.explained_by(np.abs(pair.expected)):
        return N_("Negative values became positive: the sign is lost.")
    return None


def detect_lost_negative_part(pair: Pair) -> str | None:
    """Detects zeros in place of negative values."""
    # All zeros are no trace of a ReLU: nothing may have been computed.
    if pair.actual.any() and pair.explained_by(np.maximum(pair.expected, 0)):
        return N_("Negative values became 0: is a ReLU, or a clip, one too many?")
    return None


def detect_complement(pair: Pair) -> str | None:
    """Detects 1 minus the expected values."""
    # A few zeros and ones are exchanged by chance.
    discrete = np.array_equal(pair.expected, np.round(pair.expected))
    if (discrete and pair.expected.size < 4) or not pair.explained_by(1 - pair.expected):
        return None
    if discrete:
        return N_("0 and 1 are exchanged: it is 1 minus what is expected.")
    return N_("It is 1 minus what is expected: check the sign in the exponent, or the two classes.")


def detect_missing_sigmoid(pair: Pair) -> str | None:
    """Detects a missing sigmoid."""
    if _open_unit(pair.expected) and pair.explained_by(np.log(pair.expected / (1 - pair.expected))):
        return N_("The sigmoid of these values is what is expected: is the sigmoid missing?")
    return None


def detect_extra_sigmoid(pair: Pair) -> str | None:
    """Detects a superfluous sigmoid."""
    candidate = 1 / (1 + np.exp(-pair.expected))
    if _is_saturated(candidate) or not pair.explained_by(candidate):
        return None
    if _open_unit(pair.expected):
        return N_("It looks as if the sigmoid is applied twice.")
    return N_("It is the sigmoid of what is expected: the sigmoid is one too many.")


def detect_missing_softmax(pair: Pair) -> str | None:
    """Detects a missing softmax of each row."""
    if pair.expected.ndim and pair.expected.shape[-1] > 1 and _row_sums_one(pair.expected):
        candidate = _softmax(pair.actual)
        # Compared after the softmax, which has no inverse: it loses a constant in each row.
        if pair.matches(candidate, pair.expected) and np.unique(pair.expected).size >= 3:
            return N_("The softmax of these values is what is expected: is the softmax missing?")
    return None


def detect_extra_softmax(pair: Pair) -> str | None:
    """Detects a superfluous softmax of each row."""
    if pair.expected.ndim == 0 or pair.expected.shape[-1] < 2:
        return None
    candidate = _softmax(pair.expected)
    if _is_saturated(candidate) or not pair.explained_by(candidate):
        return None
    if _row_sums_one(pair.expected):
        return N_("It looks as if the softmax is applied twice.")
    return N_("It is the softmax of what is expected: the softmax is one too many.")


def detect_missing_normalisation(pair: Pair) -> str | None:
    """Detects rows that were not divided by their sums."""
    if pair.expected.ndim == 0 or pair.expected.shape[-1] < 2 or not _row_sums_one(pair.expected):
        return None
    sums = pair.actual.sum(axis=-1, keepdims=True)
    # Rows that do sum to 1 are wrong for another reason.
    if np.unique(pair.expected).size < 3 or pair.matches(sums, np.ones_like(sums)):
        return None
    if not pair.matches(pair.actual, pair.expected * sums):
        return None
    if pair.expected.ndim > 1 and math.isclose(pair.actual.sum(), 1, rel_tol=1e-6):
        return N_(
            "The values of the whole array sum to 1: normalise each row, with `axis=` and `keepdims=True`."
        )
    return N_("The proportions within each row are right, but the rows do not sum to 1.")


def detect_normalisation_along_other_axis(pair: Pair) -> str | None:
    """Detects columns that sum to 1 in place of rows.

    The answer then differs by one factor for each row and one for each column.
    """
    actual, expected = pair.actual, pair.expected
    if actual.ndim != 2 or min(actual.shape) < 2 or not (_open_unit(actual) and _open_unit(expected)):
        return None
    if not _row_sums_one(expected) or not _row_sums_one(actual.T) or _row_sums_one(actual):
        return None
    ratio = np.log(actual) - np.log(expected)
    # What a factor for each row and one for each column leave of the logarithm.
    rest = ratio - ratio.mean(axis=0) - ratio.mean(axis=1, keepdims=True) + ratio.mean()
    if np.abs(rest).max() < 1e-6 * max(1.0, float(np.abs(ratio).max())):
        return N_("The columns sum to 1 where the rows should: it is normalised along the wrong axis.")
    return None


def detect_logarithm(pair: Pair) -> str | None:
    """Detects a missing or superfluous natural logarithm."""
    if pair.explained_by(np.log(pair.expected)):
        return N_("It is the logarithm of what is expected: is an exp missing?")
    if pair.explained_by(np.exp(pair.expected)):
        return N_("Its logarithm is what is expected: is a log missing?")
    return None


def detect_power(pair: Pair) -> str | None:
    """Detects a missing or superfluous square or square root."""
    if pair.explained_by(pair.expected**2):
        return N_("It is the square of what is expected: is a square root missing?")
    if pair.explained_by(np.sqrt(pair.expected)):
        return N_("It is the square root of what is expected: is a square missing?")
    return None


def _is_saturated(values: RealArray) -> bool:
    """Returns True if all values round to 0 or 1.

    The sigmoid of large values looks like any decision.
    """
    return bool(np.isclose(values, np.round(values), rtol=0, atol=MIN_VISIBLE_SHARE).all())


def _open_unit(values: RealArray) -> bool:
    return bool(((values > 0) & (values < 1)).all())


def _row_sums_one(values: RealArray) -> bool:
    return np.allclose(values.sum(axis=-1), 1, rtol=1e-6, atol=0) and bool((values >= 0).all())


def _softmax(values: RealArray) -> RealArray:
    # Without the maximum, exp overflows from about 710 on.
    powers = np.exp(values - values.max(axis=-1, keepdims=True))
    result: RealArray = powers / powers.sum(axis=-1, keepdims=True)
    return result
