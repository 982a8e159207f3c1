"""Wrong values that are off by one factor, or by one constant."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Final

import numpy as np

from bareme.checks.answer_pair import MIN_VISIBLE_SHARE, Pair
from bareme.checks.value_words import format_number
from bareme.i18n import N_, msg
from bareme.i18n.messages import as_message

__all__ = ["detect_factor", "detect_offset", "detect_percentage"]


def detect_percentage(pair: Pair) -> str | None:
    """Detects 100 times a fraction; even a round number is evidence."""
    within = ((pair.expected >= 0) & (pair.expected <= 1)).all()
    if within and (pair.expected % 1).any() and pair.matches(pair.actual, 100 * pair.expected):
        return N_("It is 100 times too large: a percentage where a fraction is asked for?")
    return None


def detect_factor(pair: Pair) -> str | None:
    """Detects one factor everywhere, and names a known one."""
    usable = np.isfinite(pair.expected) & (pair.expected != 0) & np.isfinite(pair.actual)
    if not usable.any() or (pair.scalar and _is_simple_fraction(float(pair.expected.flat[0]))):
        return None
    ratios = pair.actual[usable] / pair.expected[usable]
    # `explained_by` compares all values with it; the median is near the common factor although ratios of tiny
    # values are mostly rounding.
    ratio = float(np.median(ratios))
    if ratio == 0 or abs(ratio - 1) < MIN_VISIBLE_SHARE or not pair.explained_by(ratio * pair.expected):
        return None
    text = _named_factor(abs(ratio), pair)
    if text is None:
        # A factor without a name needs more evidence than one that is known.
        if np.unique(pair.expected[usable]).size < 3:
            return None
        text = msg("Every value is %(ratio)s times what is expected.", ratio=format_number(abs(ratio), 4))
    if ratio > 0:
        return text
    return msg("%(story)s The sign is flipped as well.", story=as_message(text))


def detect_offset(pair: Pair) -> str | None:
    """Detects one number added everywhere."""
    finite = np.isfinite(pair.expected)
    if np.unique(pair.expected).size < 3 or not finite.any():
        return None
    shift = float(np.median((pair.actual - pair.expected)[finite]))
    # Any difference looks constant beside huge values, whose rounding hides small ones.
    if not abs(shift) > MIN_VISIBLE_SHARE * np.abs(pair.expected[finite]).max():
        return None
    if not pair.matches(pair.actual, pair.expected + shift):
        return None
    by = format_number(abs(shift))
    if shift > 0:
        return msg("Every value is %(by)s too large: is a constant, such as the bias, wrong?", by=by)
    return msg("Every value is %(by)s too small: is a constant, such as the bias, wrong?", by=by)


def _is_simple_fraction(value: float) -> bool:
    """Returns True if this may be a share of a small sample.

    Two shares of small samples often have a simple ratio by chance.
    """
    near = float(Fraction(value).limit_denominator(1000)) if math.isfinite(value) else math.nan
    return math.isclose(value, near, rel_tol=1e-12)


def _named_factor(ratio: float, pair: Pair) -> str | None:
    # Relative to the largest value, as precise as the factor is known.
    slack = pair.rtol + pair.atol / float(np.abs(pair.expected[np.isfinite(pair.expected)]).max())

    def near(value: float) -> bool:
        return math.isclose(ratio, value, rel_tol=slack)

    samples = pair.samples
    if samples is not None and samples > 1:
        if near(samples):
            return msg(
                "It is %(samples)s (the number of samples) times too large: a sum in place of the mean?",
                samples=samples,
            )
        if near(1 / samples):
            return msg(
                "It is %(samples)s (the number of samples) times too small: divided once too often?",
                samples=samples,
            )
    for value, text in KNOWN_FACTORS:
        if near(value):
            return text
    times = max(ratio, 1 / ratio)
    if math.isinf(times):  # the ratio is nearly 0
        return None
    whole = round(times)
    # A large ratio is always close to a whole number, so the tolerance shrinks with it.
    if not math.isclose(times, whole, rel_tol=min(slack, MIN_VISIBLE_SHARE / whole)):
        return None
    if ratio > 1:
        return msg("It looks %(whole)s times too large: a sum in place of the mean?", whole=whole)
    return msg("It looks %(whole)s times too small: divided once too often?", whole=whole)


KNOWN_FACTORS: Final = (
    (1 / math.log(10), N_("It looks like log10 where the natural logarithm is asked for.")),
    (1 / math.log(2), N_("It looks like log2 where the natural logarithm is asked for.")),
    (math.log(10), N_("It looks like the natural logarithm where log10 is asked for.")),
    (math.log(2), N_("It looks like the natural logarithm where log2 is asked for.")),
    (2.0, N_("It looks twice too large: is a factor 1/2, or a mean, missing?")),
    (
        0.5,
        N_(
            "It looks like half of what is expected: is a factor 2, or one of two terms, missing, or a "
            "division one too many?"
        ),
    ),
    (0.01, N_("It looks 100 times too small: a fraction where a percentage is asked for?")),
    (255.0, N_("It looks 255 times too large: are the grey levels scaled to [0, 1]?")),
    (1 / 255, N_("It looks 255 times too small: are the grey levels scaled twice?")),
    (255 / 256, N_("It looks as if the grey levels are divided by 256: the largest one is 255.")),
    (180 / math.pi, N_("It looks like degrees where radians are asked for.")),
    (math.pi / 180, N_("It looks like radians where degrees are asked for.")),
)
