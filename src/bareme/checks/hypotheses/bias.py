"""Wrong values of a layer without its bias."""

from __future__ import annotations

from typing import Final

import numpy as np

from bareme.checks.answer_pair import Pair, RealArray
from bareme.i18n import N_

__all__ = ["detect_missing_bias", "detect_missing_bias_in_sigmoid", "detect_missing_bias_in_softmax"]

# Fewer offsets are equal by chance too often.
MIN_SAMPLES: Final = 3


def detect_missing_bias(pair: Pair) -> str | None:
    """Detects columns that are each off by another constant."""
    shifts = _shifts_of_columns(pair.actual, pair.expected)
    # One offset for all columns is the case of `scale.detect_offset`.
    if shifts is None or pair.matches(shifts, np.full_like(shifts, shifts[0])):
        return None
    if not _varies(pair.expected) or not pair.explained_by(pair.expected + shifts):
        return None
    return N_("Each column is off by a constant of its own: is the bias missing, or added wrongly?")


def detect_missing_bias_in_sigmoid(pair: Pair) -> str | None:
    """Detects a constant offset of each column inside the sigmoid."""
    # The inverse of the sigmoid is infinite at 0 and 1.
    if not (_open_unit(pair.actual) and _open_unit(pair.expected)) or pair.expected.ndim > 2:
        return None
    # The outputs of one neuron are one column.
    columns = pair.expected.shape if pair.expected.ndim == 2 else (-1, 1)
    actual, expected = (_logit(values).reshape(columns) for values in (pair.actual, pair.expected))
    shifts = _shifts_of_columns(actual, expected)
    if shifts is None or not _varies(expected):
        return None
    if not pair.explained_by((1 / (1 + np.exp(-expected - shifts))).reshape(pair.expected.shape)):
        return None
    return N_("Inside the sigmoid the values are off by a constant: is the bias missing, or added wrongly?")


def detect_missing_bias_in_softmax(pair: Pair) -> str | None:
    """Detects a constant offset of each column inside the softmax."""
    actual, expected = pair.actual, pair.expected
    if actual.ndim != 2 or actual.shape[1] < 2 or not (_open_unit(actual) and _open_unit(expected)):
        return None
    if not all(np.allclose(values.sum(axis=1), 1, rtol=1e-6, atol=0) for values in (actual, expected)):
        return None
    # A constant added to a row does not change its softmax.
    scores, wanted = (np.log(values) - np.log(values[:, :1]) for values in (actual, expected))
    shifts = _shifts_of_columns(scores, wanted)
    # The first column is 0 by construction.
    if shifts is None or not _varies(wanted[:, 1:]):
        return None
    powers = np.exp(wanted + shifts)
    if not pair.explained_by(powers / powers.sum(axis=1, keepdims=True)):
        return None
    return N_("Inside the softmax each column is off by a constant: is the bias missing, or added wrongly?")


def _shifts_of_columns(actual: RealArray, expected: RealArray) -> RealArray | None:
    """Returns the median offset of each column, or None.

    The shape is (columns,). None is returned for no offset, too few samples or infinite values.
    """
    if expected.ndim != 2 or len(expected) < MIN_SAMPLES or not np.isfinite(expected).all():
        return None
    shifts: RealArray = np.median(actual - expected, axis=0)
    return shifts if shifts.any() else None


def _varies(expected: RealArray) -> bool:
    """Returns True if each column has at least three different values.

    With fewer, a constant offset proves nothing.
    """
    return all(np.unique(column).size >= MIN_SAMPLES for column in expected.T)


def _open_unit(values: RealArray) -> bool:
    return bool(((values > 0) & (values < 1)).all())


def _logit(values: RealArray) -> RealArray:
    result: RealArray = np.log(values / (1 - values))
    return result
