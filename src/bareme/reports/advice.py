"""Chooses the next steps of a student, the most useful first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from bareme.i18n.catalogs import localized, translations
from bareme.i18n.plain_text import cut, plain_line
from bareme.reports.labels import CELL_WORDS
from bareme.reports.migration_hints import find_migration_hint
from bareme.results.result import CellRecord, CheckOutcome, ExerciseScore, Result
from bareme.submissions.cell_ast import is_stub_error

__all__ = ["Step", "broken_cells", "next_steps"]

_BROKEN_CELLS_SHOWN: Final = 2
_MAX_REASON: Final = 200


@dataclass(frozen=True)
class Step:
    """A next step, with the points to gain and a link target."""

    kind: Literal["cell", "wrong", "missing", "written"]
    title: str
    text: str
    points: float
    anchor: str


def next_steps(result: Result, language: str) -> tuple[Step, ...]:
    """Returns the next steps of a student, the most useful first.

    Broken cells come first, as everything after them may depend on them; then the exercises with wrong
    answers, by points to gain; then exercises not attempted, in the order of the assignment, as later
    exercises build on earlier ones; then written answers.
    """
    broken = [_cell_step(cell, language) for cell in broken_cells(result)[:_BROKEN_CELLS_SHOWN]]
    wrong: list[Step] = []
    missing: list[Step] = []
    for exercise in result.exercises:
        # Skipped checks are regained at the check that blocked them.
        mine = (check for check in result.checks if check.exercise == exercise.id)
        checks = [check for check in mine if check.because_of is None]
        faulty = [check for check in checks if check.status in {"failed", "error", "timeout"}]
        absent = [check for check in checks if check.status == "not_attempted"]
        if faulty:
            wrong.append(_exercise_step("wrong", exercise, faulty, language))
        elif absent:
            missing.append(_exercise_step("missing", exercise, absent, language))
    wrong.sort(key=lambda step: -step.points)
    return (*broken, *wrong, *missing, *_written_steps(result, language))


def broken_cells(result: Result) -> tuple[CellRecord, ...]:
    """Returns the cells that failed, except at stubs."""
    return tuple(
        cell
        for cell in result.cells
        if cell.status in {"error", "timeout", "died"} and not is_stub_error(cell.message)
    )


def _cell_step(cell: CellRecord, language: str) -> Step:
    gettext = translations(language).gettext
    title = gettext("Cell %(number)d %(what)s") % {
        "number": cell.index + 1,
        "what": gettext(CELL_WORDS[cell.status]),
    }
    reason = cut(plain_line(cell.message), _MAX_REASON)
    text = f"{reason} {find_migration_hint(cell.message, language)}".strip() or gettext(
        "Correct it first: whatever comes after it may depend on it."
    )
    return Step("cell", title, text, 0.0, f"cell-{cell.index + 1}")


def _exercise_step(
    kind: Literal["wrong", "missing"], exercise: ExerciseScore, checks: list[CheckOutcome], language: str
) -> Step:
    gettext = translations(language).gettext
    # A recognised mistake explains this answer; a hint is the same for every answer.
    explained = sorted((check for check in checks if check.hint), key=lambda check: check.mistake is None)
    # An exception helps more than a hint, but a hidden check must not show its message.
    raised = [check for check in checks if check.status != "failed" and check.visibility == "public"]
    if kind == "wrong" and raised and raised[0].message and not (explained and explained[0].mistake):
        message = raised[0].message
        text = find_migration_hint(message, language) or cut(plain_line(message), _MAX_REASON)
    elif explained:
        text = explained[0].hint
    elif kind == "missing":
        text = gettext("Replace the stub by your own code.")
    else:
        text = gettext("Look at the check “%(title)s”.") % {"title": checks[0].title}
    title = localized(exercise.title, language, exercise.id)
    return Step(kind, title, text, _points_to_gain(checks), f"exercise-{exercise.id}")


def _written_steps(result: Result, language: str) -> Iterable[Step]:
    for answer in result.written:
        if answer.status == "not_attempted":
            text = translations(language).gettext("Answer the question in your own words.")
            title = localized(answer.title, language, answer.id)
            yield Step("written", title, text, answer.max_score, f"written-{answer.id}")


def _points_to_gain(checks: Iterable[CheckOutcome]) -> float:
    return sum(check.max_score - check.score for check in checks)
