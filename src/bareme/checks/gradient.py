"""Compares gradients with central differences."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bareme.checks.array_diff import Difference
from bareme.checks.diagnosis import describe_difference
from bareme.checks.numeric import assert_shape
from bareme.checks.value_words import (
    begin_sentence,
    describe_kind,
    fail,
    format_apart,
    format_number,
    locate_largest,
    read_numbers,
)
from bareme.i18n import N_, msg
from bareme.student.recorder import record

__all__ = ["assert_gradient"]

GradientArray = NDArray[np.float64]

MAX_ROUNDING_SCALE: Final = 1e-2
"""If rounding hides derivatives above this size, and also the largest one, nothing can be verified."""

_WORST: Final = N_(
    "Worst at index %(index)s: these give %(should)s, it says %(got)s (relative error %(error)s, at most "
    "%(tolerance)s is allowed)."
)
_ALONE: Final = N_(
    "These give %(should)s, it says %(got)s (relative error %(error)s, at most %(tolerance)s is allowed)."
)


def assert_gradient(
    function: Callable[[GradientArray], object],
    gradient: object,
    at: ArrayLike,
    *,
    step: float = 1e-5,
    tolerance: float = 1e-5,
    name: str = N_("the gradient"),
) -> None:
    """Asserts that a gradient belongs to a function at a point.

    Each partial derivative is estimated by the central difference ``(f(x + h) - f(x - h)) / 2h``, of
    truncation error h² f'''/6 (Nocedal and Wright, Numerical Optimization, section 8.1). The error is
    ``|a - n| / max(|a| + |n|, eps)``, with eps large enough to keep errors of truncation and rounding within
    the tolerance. The function is called twice for each coordinate.

    Args:
        function: takes a fresh array of the shape of ``at``; returns a real number.
        gradient: the gradient to judge, of the shape of ``at``.
        at: the point, real and finite.
        step: h above.
        tolerance: the largest relative error allowed in any coordinate.
        name: the name of the gradient in messages.

    Raises:
        AssertionError: the gradient is wrong, or the function has no finite value near the point.
        ValueError: the point, the step or the tolerance cannot be used.
    """
    point = np.array(at, dtype=np.float64)
    _check_settings(point, step, tolerance)
    assert_shape(gradient, point.shape, name=name)
    given = read_numbers(gradient)
    if given is None or given.dtype.kind == "c":
        fail(msg("%(subject)s should be real, not complex.", subject=begin_sentence(name)))
    with np.errstate(over="ignore"):  # values of a wider type may become infinite
        analytic = given.astype(np.float64)
    numeric, largest = _central_differences(function, point, step)
    floor = _smallest_scale(numeric, largest, step, tolerance)
    with np.errstate(all="ignore"):
        size = np.abs(analytic) + np.abs(numeric)
        # Infinite where one of the two is not finite: NaN is not greater than the tolerance, and would pass.
        error = np.where(np.isfinite(size), np.abs(analytic - numeric) / np.maximum(size, floor), math.inf)
    if error.max() > tolerance:
        record(Difference(given, numeric, error, error > tolerance, name, estimated=True))
        _report(given, numeric, error, (tolerance, floor), name)


def _check_settings(point: GradientArray, step: float, tolerance: float) -> None:
    """Raises ValueError if a gradient cannot be estimated with these settings."""
    if not point.size or not np.isfinite(point).all():
        raise ValueError("a gradient is checked at a point of at least one finite number")
    for setting in (step, tolerance):
        if not (math.isfinite(setting) and setting > 0):
            raise ValueError(f"the step and the tolerance must be finite and above 0, not {setting!r}")
    # Beside a coordinate of 1e12, for example, a step of 1e-5 vanishes.
    if np.any(point + step == point - step):
        raise ValueError(f"the step {step!r} is too small beside the coordinates of the point")


def _central_differences(
    function: Callable[[GradientArray], object], point: GradientArray, step: float
) -> tuple[GradientArray, float]:
    """Returns the estimated gradient and the function's largest absolute value."""
    numeric = np.empty_like(point)
    largest = 0.0
    for index in np.ndindex(point.shape):
        # Fresh ones for each call, since the function may be the student's, and may change its argument.
        ahead, behind = point.copy(), point.copy()
        ahead[index] += step
        behind[index] -= step
        # The distance after rounding is not exactly 2 h.
        distance = ahead[index] - behind[index]
        high, low = _value(function, ahead), _value(function, behind)
        with np.errstate(over="ignore"):
            numeric[index] = (high - low) / distance
        largest = max(largest, abs(high), abs(low))
    return numeric, largest


def _smallest_scale(numeric: GradientArray, largest: float, step: float, tolerance: float) -> float:
    """Returns the eps of the relative error."""
    truncation = step**2 / tolerance
    rounding = 4 * float(np.finfo(np.float64).eps) * largest / step / tolerance
    # Every gradient of a function with a huge constant term would pass.
    if rounding > max(MAX_ROUNDING_SCALE, truncation, float(np.abs(numeric).max())):
        fail(
            msg(
                "The function whose gradient is checked reaches %(largest)s and hardly changes around.",
                largest=format_number(largest),
            ),
            N_("Finite differences cannot tell its gradient: is its value right?"),
        )
    return max(truncation, rounding)


def _value(function: Callable[[GradientArray], object], point: GradientArray) -> float:
    value = function(point)
    array = read_numbers(value)
    if array is None or array.ndim or array.dtype.kind == "c":
        fail(
            msg(
                "The function whose gradient is checked should return a single number, not %(kind)s.",
                kind=describe_kind(value),
            )
        )
    # Differences of values with seven digits leave hardly any of the derivative.
    if array.dtype.kind == "f" and array.dtype.itemsize < 8:
        fail(
            msg("The function whose gradient is checked returns a %(dtype)s.", dtype=array.dtype),
            N_("That is too coarse for finite differences: compute in float64."),
        )
    with np.errstate(over="ignore"):
        result = float(array.astype(np.float64)[()])
    if not math.isfinite(result):
        fail(
            msg(
                "The function whose gradient is checked should be finite, not %(result)s.",
                result=format_number(result),
            )
        )
    return result


def _report(
    given: NDArray[np.generic],
    numeric: GradientArray,
    error: GradientArray,
    limits: tuple[float, float],
    name: str,
) -> None:
    tolerance, floor = limits
    worst, index = locate_largest(error)
    should, got = format_apart(numeric[worst], given[worst])
    count = int(np.count_nonzero(error > tolerance))
    fail(
        msg("%(subject)s disagrees with finite differences.", subject=begin_sentence(name))
        if not worst
        else msg(
            "%(subject)s disagrees with finite differences in %(count)d of %(size)d coordinates.",
            subject=begin_sentence(name),
            count=count,
            size=error.size,
        ),
        msg(
            _WORST if worst else _ALONE,
            index=index,
            should=should,
            got=got,
            error=format_number(error[worst], 3),
            tolerance=format_number(tolerance, 3),
        ),
        describe_difference(given, numeric, rtol=tolerance, atol=tolerance * floor),
    )
