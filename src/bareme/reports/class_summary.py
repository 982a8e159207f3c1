"""Renders the class summary of ``--format markdown``, for CI jobs.

Only bareme's own text is Markdown; everything else passes ``markdown_escape``.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from typing import Final

from babel.numbers import format_percent

from bareme.i18n.catalogs import localized, translations
from bareme.reports.batch_diff import compare_batches, describe_changes
from bareme.reports.class_causes import describe_causes
from bareme.reports.class_report import scores_of
from bareme.reports.class_statistics import ClassNumbers, class_numbers
from bareme.reports.grades import write_range
from bareme.reports.item_analysis import describe_doubt, items
from bareme.reports.jinja_environment import format_points
from bareme.reports.markdown_escape import escape_cell, escape_line, render_table
from bareme.reports.triage import triage
from bareme.results.result import Result, in_order

__all__ = ["render_class_summary"]

_STUDENTS_SHOWN: Final = 20


def render_class_summary(results: Sequence[Result], *, language: str, before: Sequence[Result] = ()) -> str:
    """Renders grades, exercises and urgent submissions of a class as Markdown.

    Args:
        results: of the class, in any order.
        language: of the summary.
        before: the results of an earlier batch of the same class, to compare with.

    Raises:
        InputError: there are no results, or of several assignments, or no catalogue for the language.
    """
    gettext = translations(language).gettext
    ordered = in_order([result.in_language(language) for result in results])
    first, numbers = ordered[0], class_numbers(ordered)
    parts = [
        "# "
        + gettext("Class report")
        + " · "
        + escape_line(localized(first.title, language, first.assignment)),
        render_table(
            (gettext("Submissions"), str(numbers.submissions)),
            _figures(numbers, format_points(first.scale, language), language),
        ),
    ]
    causes = describe_causes(ordered, language)
    if causes:
        parts += [
            "## " + gettext("Most frequent causes"),
            "\n".join(f"- {escape_line(cause)}" for cause in causes),
        ]
    if before:
        parts.append(
            describe_changes(
                compare_batches([one.in_language(language) for one in before], ordered), language
            )
        )
    parts += [
        "## " + gettext("Grades"),
        render_table((gettext("Grade"), gettext("Students")), _distribution(numbers, language)),
        "## " + gettext("Exercises"),
        render_table(
            (gettext("Exercise"), gettext("Points on average"), gettext("Success rate")),
            _rates(ordered, language),
        ),
    ]
    doubtful = _doubtful(ordered, language)
    if doubtful:
        parts += ["## " + gettext("Checks to review"), "\n".join(doubtful)]
    return "\n\n".join((*parts, "## " + gettext("To look at first"), _urgent(ordered, language))) + "\n"


def _doubtful(ordered: Sequence[Result], language: str) -> list[str]:
    """Returns a line for each check that may be broken."""
    return [
        f"- {escape_line(item.title)} → "
        + " ".join(describe_doubt(item, doubt, language) for doubt in item.doubts)
        for item in items(ordered)
        if item.doubts
    ]


def _figures(numbers: ClassNumbers, scale: str, language: str) -> Iterable[Sequence[str]]:
    gettext = translations(language).gettext
    yield gettext("graded"), str(numbers.graded)
    yield gettext("undetermined"), str(numbers.undetermined)
    yield from _absent(numbers, language)
    yield gettext("with answers to mark"), str(numbers.provisional)
    if numbers.median is not None and numbers.mean is not None:
        yield gettext("median, out of %(scale)s") % {"scale": scale}, write_range(*numbers.median, language)
        yield gettext("mean, out of %(scale)s") % {"scale": scale}, write_range(*numbers.mean, language)


def _absent(numbers: ClassNumbers, language: str) -> Iterable[Sequence[str]]:
    """Counts the files that are unreadable or missing, if any."""
    gettext = translations(language).gettext
    if numbers.unreadable:
        yield gettext("unreadable"), str(numbers.unreadable)
    if numbers.missing:
        yield gettext("missing"), str(numbers.missing)


def _distribution(numbers: ClassNumbers, language: str) -> Iterable[Sequence[str]]:
    for bin in numbers.bins:
        yield f"{format_points(bin.low, language)} – {format_points(bin.high, language)}", str(bin.count)


def _rates(results: Sequence[Result], language: str) -> Iterable[Sequence[str]]:
    """Computes the mean points of each exercise and fully marked answer."""
    # Until every answer is marked, the mean would be over the empty ones, which have 0 points at once.
    unmarked = {answer.id for result in results for answer in result.written if answer.status == "pending"}
    titles = {exercise.id: exercise.title for result in results for exercise in result.exercises}
    titles |= {answer.id: answer.title for result in results for answer in result.written}
    scores = [scores_of(result) for result in results]
    for name, title in titles.items():
        decided = [one[name] for one in scores if name in one and one[name].points is not None]
        cell = escape_cell(localized(title, language, name))
        if name in unmarked or not decided:
            yield cell, translations(language).gettext("to mark") if name in unmarked else "–", "–"
            continue
        mean = statistics.fmean(score.points or 0.0 for score in decided)
        most = statistics.fmean(score.most for score in decided)
        rate = format_percent(mean / most, locale=language) if most else "–"
        yield cell, f"{format_points(mean, language)} / {format_points(most, language)}", rate


def _urgent(results: Sequence[Result], language: str) -> str:
    words = translations(language)
    urgent = triage(results, language)
    if not urgent:
        return words.gettext("Nothing: every submission was decided, and none ran over its limits.")
    between = words.gettext("; ")
    lines = [
        f"- {escape_line(student.name or student.id)} · {between.join(entry.reasons)}"
        for entry in urgent[:_STUDENTS_SHOWN]
        for student in [entry.result.student]
    ]
    more = len(urgent) - _STUDENTS_SHOWN
    if more > 0:
        lines.append("- " + words.ngettext("%(count)s more", "%(count)s more", more) % {"count": more})
    return "\n".join(lines)
