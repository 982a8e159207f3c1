"""Assertion on an accuracy that a student reports."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Final

from bareme.checks.value_words import conversion_advice, describe_kind, fail, numbers
from bareme.i18n.messages import localized_number, msg

__all__ = ["assert_claim", "wilson_interval"]

_CONFIDENCE: Final = 0.999


def assert_claim(claimed: object, measured: float, samples: int) -> None:
    """Asserts that a reported accuracy agrees with the measured one.

    It must lie in the 99.9 % score interval of a binomial share around the measured one (E. B. Wilson,
    Journal of the American Statistical Association 22, 1927, pages 209 to 212).

    Args:
        claimed: the accuracy that the student reports, in [0, 1].
        measured: the share of right classes, in [0, 1].
        samples: the number of samples that it was measured on.

    Raises:
        AssertionError: they do not agree, or the claim is not a share.
        ValueError: the measured accuracy or the number of samples is impossible.
    """
    if not 0 <= measured <= 1 or samples < 1:
        raise ValueError(f"an accuracy of {measured!r} cannot be measured on {samples!r} samples")
    given = numbers(claimed)
    if given is None or given.ndim or given.dtype.kind not in "iuf" or not math.isfinite(given):
        fail(
            msg(
                "The accuracy you report should be a number from 0 to 1, not %(kind)s.",
                kind=describe_kind(claimed),
            ),
            conversion_advice(claimed),
        )
    value = float(given)
    low, high = wilson_interval(measured, samples)
    if low <= value <= high:
        return
    percent = low <= value / 100 <= high
    fail(
        msg(
            "You report an accuracy of %(value)s. Measured on %(samples)s samples it is %(measured)s, and"
            " between %(low)s and %(high)s with the chance in such a sample allowed for.",
            value=format(value, ".6g"),
            samples=localized_number(format(samples, ",")),
            measured=format(measured, ".4f"),
            low=format(low, ".4f"),
            high=format(high, ".4f"),
        ),
        msg(
            "It looks as if you report percent: %(value)s %% is %(share)s.",
            value=format(value, ".6g"),
            share=format(value / 100, ".6g"),
        )
        if percent
        else None,
    )


def wilson_interval(share: float, samples: int) -> tuple[float, float]:
    """Returns the 99.9 % score interval of a binomial share."""
    z = NormalDist().inv_cdf(0.5 + _CONFIDENCE / 2)
    spread = z * math.sqrt(share * (1 - share) / samples + z**2 / (4 * samples**2))
    scale = 1 + z**2 / samples
    middle = share + z**2 / (2 * samples)
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)
