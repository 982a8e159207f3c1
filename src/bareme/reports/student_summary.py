"""Renders the summary of one submission for ``--format markdown``.

It is for pull requests and CI jobs. Only bareme's own text is Markdown; everything else passes
``markdown_escape``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from bareme.i18n.catalogs import localized, translations
from bareme.reports.advice import next_steps
from bareme.reports.class_report import Score, scores_of
from bareme.reports.grades import describe_points, write_grade
from bareme.reports.jinja_environment import format_points
from bareme.reports.labels import SIGNS, STATUS_WORDS, UNVERIFIED, describe_blocker, summary_sentence
from bareme.reports.markdown_escape import escape_block, escape_cell, escape_line, render_table
from bareme.reports.migration_hints import find_migration_hint
from bareme.results.result import CheckOutcome, Result

__all__ = ["render_student_summary"]

_STEPS_SHOWN: Final = 4


def render_student_summary(result: Result, *, language: str) -> str:
    """Renders the mark, exercises, next steps and failed checks as Markdown.

    Raises:
        InputError: there is no catalogue for the language.
    """
    gettext = translations(language).gettext
    result = result.in_language(language)
    parts = [
        f"# {escape_line(localized(result.title, language, result.assignment))}",
        gettext("File:") + " " + escape_line(result.file.name),
        *_mark(result, language),
        *(gettext("Note:") + " " + escape_line(note) for note in result.notes),
        render_table(
            (gettext("Exercise"), gettext("Checks passed"), gettext("Points")),
            _exercise_rows(result, language),
        ),
        "## " + gettext("What to do next"),
        _steps(result, language),
    ]
    wrong = [check for check in result.checks if check.status not in {"passed", "not_attempted"}]
    if wrong:
        parts.append("## " + gettext("Checks that did not pass"))
        parts += [part for check in wrong for part in _check(result, check, language)]
    return "\n\n".join(parts) + "\n"


def _mark(result: Result, language: str) -> Iterable[str]:
    gettext = translations(language).gettext
    if result.grade is None and not result.public_only:
        yield "**" + gettext("Your mark") + " · " + gettext("not determined") + "**"
        yield gettext(
            "Something went wrong on our side, not in your work. Your submission will be graded again, "
            "and nothing is lost."
        )
    elif result.public_only:
        points = f"{format_points(result.score, language)} / {format_points(result.max_score, language)}"
        yield "**" + gettext("Public checks") + f" · {points}**"
    else:
        mark = f"{write_grade(result, language)} / {format_points(result.scale, language)}"
        provisional = " (" + gettext("provisional") + ")" if result.pending else ""
        yield "**" + gettext("Your mark") + f" · {mark}**{provisional}"
    yield summary_sentence(result, language)
    yield describe_points(result, language)
    if result.public_only:
        yield gettext("Hidden checks and written answers count for the mark, too.")


def _exercise_rows(result: Result, language: str) -> Iterable[Sequence[str]]:
    scores = scores_of(result)
    for exercise in result.exercises:
        checks = [check for check in result.checks if check.exercise == exercise.id]
        passed = sum(check.status == "passed" for check in checks)
        title = escape_cell(localized(exercise.title, language, exercise.id))
        yield title, f"{passed} / {len(checks)}", _score(scores[exercise.id], language, "?")
    for answer in result.written:
        title = escape_cell(localized(answer.title, language, answer.id))
        yield title, "–", _score(scores[answer.id], language, translations(language).gettext("to be marked"))


def _score(score: Score, language: str, otherwise: str) -> str:
    if score.points is None:
        return otherwise
    return f"{format_points(score.points, language)} / {format_points(score.most, language)}"


def _steps(result: Result, language: str) -> str:
    gettext = translations(language).gettext
    steps = next_steps(result, language)[:_STEPS_SHOWN]
    if steps:
        return "\n".join(
            f"{number}. {escape_line(step.title)} · {escape_line(step.text)}"
            for number, step in enumerate(steps, start=1)
        )
    if result.grade is None:
        return gettext("Nothing: we have to act, not you.")
    return gettext("Nothing is left to correct. Well done.")


def _check(result: Result, check: CheckOutcome, language: str) -> Iterable[str]:
    gettext = translations(language).gettext
    yield f"{SIGNS[check.status]} **{gettext(STATUS_WORDS[check.status])}** · {escape_line(check.title)}"
    if check.because_of is not None:
        yield f"→ {escape_line(describe_blocker(result, check, language))}"
        return
    # The message of a hidden check may hold its inputs.
    message = check.message if check.visibility == "public" else ""
    if message.strip():
        yield escape_block(message)
    remedy = find_migration_hint(message, language, has_data=bool(result.fingerprint.data))
    if remedy:
        yield f"→ {escape_line(remedy)}"
    if check.hint:
        named = gettext("a common error") + " · " if check.mistake else ""
        yield f"→ {named}{escape_line(check.hint)}"
    if check.unverified:
        yield gettext(UNVERIFIED)
