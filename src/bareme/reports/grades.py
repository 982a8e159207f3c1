"""Writes grades and points, as a range while they are provisional."""

from __future__ import annotations

from bareme.i18n.catalogs import translations
from bareme.reports.jinja_environment import format_points
from bareme.results.result import Result

__all__ = ["describe_points", "write_grade", "write_range"]


def write_range(low: float, high: float, language: str) -> str:
    """Returns "8.7 – 11.7", or one number where both are written alike."""
    first, last = format_points(low, language), format_points(high, language)
    return first if first == last else f"{first} – {last}"


def write_grade(result: Result, language: str) -> str:
    """Returns the grade, or the range of a provisional one.

    Raises:
        InputError: there is no catalogue for the language.
    """
    unknown = translations(language).gettext("not determined")
    return unknown if result.grade is None else write_range(*result.grade_range, language)


def describe_points(result: Result, language: str) -> str:
    """Returns one sentence on the points, and on those not yet decided.

    Raises:
        InputError: there is no catalogue for the language.
    """
    gettext = translations(language).gettext
    if result.public_only:
        sentence = gettext("Public checks: %(score)s of %(most)s points.")
    elif result.pending:
        sentence = gettext("%(score)s of the %(most)s points decided; %(pending)s to be marked by a person.")
    elif result.grade is None:
        sentence = gettext("You have %(score)s of the %(most)s points decided so far.")
    else:
        sentence = gettext("You have %(score)s of %(most)s points.")
    points = {"score": result.score, "most": result.max_score, "pending": result.pending}
    return sentence % {name: format_points(value, language) for name, value in points.items()}
