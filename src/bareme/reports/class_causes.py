"""Finds the most frequent causes of lost points in a class."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from bareme.i18n.catalogs import localized, translations
from bareme.i18n.plain_text import cut, plain_line
from bareme.reports.advice import broken_cells
from bareme.results.result import Result

__all__ = ["describe_causes"]

_CAUSES_SHOWN: Final = 6
_LEFT_SHOWN: Final = 2
_MIN_STUDENTS: Final = 2
_MAX_CAUSE: Final = 160
_NO_MODULE: Final = re.compile(r"No module named '([\w.]{1,80})'")
_UNDEFINED: Final = re.compile(r"NameError: name '\w+' is not defined")

_Cause = tuple[str, str, str]
"""A kind, the id of an exercise where there is one, and a detail."""


def describe_causes(results: Sequence[Result], language: str) -> tuple[str, ...]:
    """Returns a sentence for each frequent cause, the most frequent first.

    A cause is a module that is missing, a recognised mistake, the error of a cell, or an exercise left as in
    the template. Each counts once for a student.

    Raises:
        InputError: there is no catalogue for the language.
    """
    counts: Counter[_Cause] = Counter()
    hints: defaultdict[_Cause, Counter[str]] = defaultdict(Counter)
    for result in results:
        found = dict(_causes(result))
        counts.update(found.keys())
        for cause, words in found.items():
            hints[cause][words] += 1
    titles = {
        one.id: localized(one.title, language, one.id) for result in results for one in result.exercises
    }
    frequent = [(cause, count) for cause, count in counts.most_common() if count >= _MIN_STUDENTS]
    # Who stopped at an exercise left all later ones, too.
    left = [one for one in frequent if one[0][0] == "missing"]
    frequent = [one for one in frequent if one not in left[_LEFT_SHOWN:]]
    return tuple(
        _describe(cause, count, len(results), hints[cause].most_common(1)[0][0], titles, language)
        for cause, count in frequent[:_CAUSES_SHOWN]
    )


def _causes(result: Result) -> Iterator[tuple[_Cause, str]]:
    """Yields the causes of one result, with their words."""
    for check in result.checks:
        if check.mistake and check.hint and check.status != "passed":
            yield ("mistake", check.exercise, check.mistake), plain_line(check.hint)
    errors = [cell.message for cell in broken_cells(result) if cell.status == "error"]
    # The names that a module lacks follow from it.
    for message in (*errors, *(check.message for check in result.checks if check.status == "error")):
        if module := _NO_MODULE.search(message):
            yield ("module", "", module[1].partition(".")[0]), ""
    for message in errors:
        if not _NO_MODULE.search(message) and not _UNDEFINED.match(message):
            first = plain_line(message.partition("\n")[0])
            yield ("cell", "", first), first
    for exercise in result.exercises:
        mine = {check.status for check in result.checks if check.exercise == exercise.id}
        if mine == {"not_attempted"}:
            yield ("missing", exercise.id, ""), ""


def _describe(
    cause: _Cause, count: int, total: int, words: str, titles: dict[str, str], language: str
) -> str:
    gettext = translations(language).gettext
    kind, exercise, detail = cause
    if kind == "module":
        sentence = gettext("%(count)d of %(total)d lack the module `%(name)s`.")
    elif kind == "missing":
        sentence = gettext("%(count)d of %(total)d left “%(title)s” as in the template.")
    elif kind == "mistake":
        sentence = gettext("%(count)d of %(total)d in “%(title)s”: %(words)s")
    else:
        sentence = gettext("%(count)d of %(total)d have a cell that stops with: %(words)s")
    return sentence % {
        "count": count,
        "total": total,
        "name": detail,
        "title": titles.get(exercise, exercise),
        "words": cut(words, _MAX_CAUSE),
    }
