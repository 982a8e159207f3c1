"""Explains why a check was skipped."""

from __future__ import annotations

from bareme.i18n.catalogs import localized, translations
from bareme.results.result import CheckOutcome, Result

__all__ = ["describe_blocker"]


def describe_blocker(result: Result, check: CheckOutcome, language: str) -> str:
    """Returns why a check was skipped, or an empty string.

    Raises:
        InputError: there is no catalogue for the language.
    """
    if check.because_of is None:
        return ""
    titles = {other.id: other.title for other in result.checks}
    titles |= {one.id: localized(one.title, language, one.id) for one in result.exercises}
    sentence = translations(language).gettext(
        "Skipped because “%(title)s” did not pass, which this check needs. Correct that one first."
    )
    return sentence % {"title": titles.get(check.because_of, check.because_of)}
