"""Rescales grades to the maximum, or to the words, of a platform."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Protocol

from bareme.exports.exporter import Batch
from bareme.i18n.messages import Message, concat, localized_number, msg
from bareme.results.result import Result

__all__ = ["GradeScale", "PointScale", "WordScale", "final_grade", "write_decimal"]

_LETTERS: Final = {
    "A": 93, "A-": 90, "B+": 87, "B": 83, "B-": 80, "C+": 77, "C": 73, "C-": 70, "D+": 67, "D": 60, "F": 0,
}  # fmt: skip
"""The least per cent of each letter. Source: the default grade letters of Moodle."""
_CENT: Final = Decimal("0.01")
_DIGITS: Final = 9
"""Digits after the point below which a difference is one of binary fractions."""


class GradeScale(Protocol):
    """The grades that a platform accepts."""

    def write(self, grade: float, scale: float) -> str:
        """Returns the text of a grade out of ``scale``."""

    def describe(self, scale: float) -> Message:
        """Returns one sentence on the rule."""


@dataclass(frozen=True)
class PointScale:
    """Grades from 0 to a maximum."""

    maximum: Decimal

    def write(self, grade: float, scale: float) -> str:
        """Returns the grade with a decimal point and at most two decimals, at most the maximum."""
        exact = round(Decimal(repr(grade)) * self.maximum / Decimal(repr(scale)), _DIGITS)
        return write_decimal(min(exact.quantize(_CENT, ROUND_HALF_UP), self.maximum))

    def describe(self, scale: float) -> Message:
        """Returns one sentence on the factor and the rounding."""
        factor = self.maximum / Decimal(repr(scale))
        return msg(
            "Grades out of %(scale)s are written out of %(maximum)s: times %(factor)s, rounded to two "
            "decimals.",
            scale=localized_number(f"{scale:g}"),
            maximum=localized_number(write_decimal(self.maximum)),
            factor=localized_number(write_decimal(round(factor, 6))),
        )


@dataclass(frozen=True)
class WordScale:
    """Words or letters, each with the least share of the maximum that earns it, in decreasing order."""

    steps: tuple[tuple[str, float], ...]

    @classmethod
    def of_words(cls, words: Sequence[str], pass_share: float | None = None) -> WordScale:
        """Returns the scale of a list of words.

        Letters have the limits of ``_LETTERS``. Other words, from the worst to the best, divide the grades
        into equal parts; the better one of two begins at the pass mark, if there is one.
        """
        if len(words) > 1 and set(words) <= set(_LETTERS):
            return cls(_limit_letters(words))
        limits = [place / len(words) for place in range(len(words))]
        if len(words) == 2 and pass_share is not None:
            limits[1] = pass_share
        return cls(tuple(reversed(list(zip(words, limits, strict=True)))))

    def write(self, grade: float, scale: float) -> str:
        """Returns the word of a grade."""
        share = round(grade / scale, _DIGITS)
        return next((word for word, least in self.steps if share >= round(least, _DIGITS)), self.steps[-1][0])

    def describe(self, scale: float) -> Message:
        """Returns the table of words."""
        table = [
            msg("%(word)s from %(grade)s", word=word, grade=localized_number(f"{least * scale:.4g}"))
            for word, least in self.steps
        ]
        return msg(
            "Grades out of %(scale)s are written as words: %(table)s.",
            scale=localized_number(f"{scale:g}"),
            table=concat(", ", table),
        )


def final_grade(result: Result, batch: Batch) -> float | None:
    """Returns the grade to write, or None where the old one must stay.

    A provisional grade counts the answers that are not marked as 0.
    """
    if result.status != "graded" or result.public_only or result.grade is None:
        return None
    if not result.pending:
        return result.grade
    return result.grade_range[0] if batch.allows_provisional else None


def write_decimal(value: Decimal) -> str:
    """Returns a number with a decimal point and without zeros at its end."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _limit_letters(words: Sequence[str]) -> tuple[tuple[str, float], ...]:
    """Returns the limits of letters; a missing A- or A+ belongs to A, and so on."""
    least: dict[str, int] = {}
    for letter, limit in _LETTERS.items():
        owner = letter if letter in words else letter[0]
        if owner in words:
            least[owner] = min(limit, least.get(owner, 100))
    ordered = sorted(least.items(), key=lambda item: -item[1])
    # The last one is for everybody below the others.
    return (*((word, limit / 100) for word, limit in ordered[:-1]), (ordered[-1][0], 0.0))
