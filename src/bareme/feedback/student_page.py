"""The page that a student reads: one file, no script, nothing asked from outside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, Literal

from bareme.feedback.advice import broken_cells, next_steps
from bareme.feedback.causes import cause_of_loss
from bareme.feedback.environment import render_page
from bareme.feedback.remedies import find_remedy, find_source_remedies
from bareme.feedback.words import is_stub, summary_sentence
from bareme.results import CellRecord, CheckOutcome, ExerciseScore, Result

__all__ = ["ExerciseView", "Mark", "render_student_page"]

# A notebook may be made to be enormous, and highlighted code is twenty times as long as its source.
_MOST_SHOWN: Final = 120_000
_MOST_CELLS_BESIDE: Final = 5
_EMPTY_CELL: Final = 100


@dataclass(frozen=True)
class Mark:
    """How the grade is drawn: fractions of the scale, in [0, 1].

    ``low`` and ``high`` are the grades if the pending points all are lost, or all are earned.
    """

    grade: float | None
    low: float
    high: float
    scale: float

    @property
    def low_share(self) -> float:
        """The part of the scale that is certain."""
        return _share(self.low, self.scale)

    @property
    def high_share(self) -> float:
        """The part of the scale that can still be reached."""
        return _share(self.high, self.scale)


@dataclass(frozen=True)
class ExerciseView:
    """One exercise with its checks, those to work on first, and the student's cells for it."""

    exercise: ExerciseScore
    state: Literal["done", "todo", "missing", "undetermined"]
    checks: tuple[CheckOutcome, ...]
    cells: tuple[CellRecord, ...]

    @property
    def share(self) -> float:
        """The part of the points that was earned."""
        return _share(self.exercise.score, self.exercise.max_score)


def render_student_page(result: Result, *, language: str, template_folders: Sequence[Path]) -> str:
    """Renders the feedback of one submission as a self-contained HTML page.

    Raises:
        CourseError: a template is missing or breaks a rule of Jinja.
        InputError: there is no catalogue for the language.
    """
    values = {
        "result": result,
        "mark": _mark(result),
        "summary": summary_sentence(result, language),
        "steps": next_steps(result, language),
        "exercises": tuple(_exercise_view(result, exercise) for exercise in result.exercises),
        "broken_cells": broken_cells(result),
        "cells": _shown_cells(result.cells),
        "is_stub": is_stub,
        "cause": partial(cause_of_loss, result, language=language),
        "remedy": partial(find_remedy, language=language),
        "source_remedies": partial(find_source_remedies, language=language),
    }
    return render_page("student.html.j2", values, language=language, template_folders=template_folders)


def _mark(result: Result) -> Mark:
    most = result.max_score + result.pending
    low = _share(result.score, most) * result.scale
    high = _share(result.score + result.pending, most) * result.scale
    return Mark(result.grade, low, high, result.scale)


def _exercise_view(result: Result, exercise: ExerciseScore) -> ExerciseView:
    checks = tuple(check for check in result.checks if check.exercise == exercise.id)
    statuses = {check.status for check in checks}
    state: Literal["done", "todo", "missing", "undetermined"] = "todo"
    if statuses <= {"passed"}:
        state = "done"
    elif statuses == {"not_attempted"}:
        state = "missing"
    elif statuses <= {"passed", "undetermined"}:
        state = "undetermined"
    passed_last = tuple(sorted(checks, key=lambda check: check.status == "passed"))
    cells = tuple(result.cells[index] for index in exercise.cells if 0 <= index < len(result.cells))
    return ExerciseView(exercise, state, passed_last, cells[:_MOST_CELLS_BESIDE])


def _shown_cells(cells: Sequence[CellRecord]) -> tuple[CellRecord, ...]:
    shown: list[CellRecord] = []
    room = _MOST_SHOWN
    for cell in cells:
        room -= len(cell.source) + len(cell.output) + len(cell.message) + _EMPTY_CELL
        if room < 0:
            break
        shown.append(cell)
    return tuple(shown)


def _share(part: float, whole: float) -> float:
    return min(1.0, max(0.0, part / whole)) if whole > 0 else 0.0
