"""Renders the feedback page of a student, without scripts and requests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final, Literal

from bareme.i18n.catalogs import translations
from bareme.reports.advice import broken_cells, next_steps
from bareme.reports.charts import draw_chart, draw_heatmap, png_data_url
from bareme.reports.grades import describe_points, write_grade
from bareme.reports.highlighting import highlight_code
from bareme.reports.jinja_environment import format_points, render_page
from bareme.reports.labels import describe_blocker, failing_line, summary_sentence
from bareme.reports.migration_hints import find_migration_hint, find_source_hints
from bareme.results.evidence import SourceLocation
from bareme.results.result import CellRecord, CheckOutcome, ExerciseScore, Result
from bareme.submissions.cell_ast import is_stub_error

__all__ = ["ExerciseView", "MarkView", "render_student_page"]

# A notebook can be enormous, and highlighted code is twenty times as long as its source.
_MAX_NOTEBOOK: Final = 120_000
_MAX_CELLS_BESIDE: Final = 5
_MAX_CODE_BESIDE: Final = 120_000
"""Characters of highlighted code beside all exercises: a page stays below 500 kB without its notebook."""
_EMPTY_CELL: Final = 100


@dataclass(frozen=True)
class MarkView:
    """The grade at the head of a page, or the points of the public checks.

    ``written`` is the grade in words, a range while answers are pending. ``low`` and ``high`` are its bounds;
    shares lie in [0, 1].
    """

    grade: float | None
    written: str
    low: float
    high: float
    scale: float

    @property
    def low_share(self) -> float:
        """The share of the scale that is certain."""
        return _share(self.low, self.scale)

    @property
    def high_share(self) -> float:
        """The share of the scale that can still be reached."""
        return _share(self.high, self.scale)


@dataclass(frozen=True)
class ExerciseView:
    """An exercise with its checks, passed ones last, and the student's cells."""

    exercise: ExerciseScore
    state: Literal["done", "todo", "missing", "undetermined"]
    checks: tuple[CheckOutcome, ...]
    cells: tuple[CellRecord, ...]
    left_out: tuple[CellRecord, ...] = ()
    """The cells of the exercise for which the page has no space."""

    @property
    def open_checks(self) -> tuple[CheckOutcome, ...]:
        """The checks that there is something to say about."""
        return tuple(check for check in self.checks if check not in self.folded_checks)

    @property
    def folded_checks(self) -> tuple[CheckOutcome, ...]:
        """The checks that passed, or all of an exercise that was not attempted."""
        if self.state == "missing":
            return self.checks
        return tuple(check for check in self.checks if check.status == "passed" and not check.unverified)

    @property
    def share(self) -> float:
        """The share of the points that was earned."""
        return _share(self.exercise.score, self.exercise.max_score)


def render_student_page(result: Result, *, language: str, template_folders: Sequence[Path]) -> str:
    """Renders the feedback of one submission as a self-contained HTML page.

    Raises:
        CourseError: a template is missing or breaks a rule of Jinja.
        InputError: there is no catalogue for the language.
    """
    result = result.in_language(language)
    template = "student.html.j2" if result.is_gradable else "ungraded.html.j2"
    values = {
        "result": result,
        "mark": _mark(result, language),
        "points_sentence": describe_points(result, language),
        "summary": summary_sentence(result, language),
        "steps": next_steps(result, language),
        "exercises": _exercise_views(result),
        "broken_cells": broken_cells(result),
        "cells": _shown_cells(result.cells),
        "marks": _marks(result, language),
        "is_stub": is_stub_error,
        "cause": partial(describe_blocker, result, language=language),
        "remedy": partial(find_migration_hint, language=language, has_data=bool(result.fingerprint.data)),
        "failing_line": partial(failing_line, result),
        "source_remedies": partial(find_source_hints, language=language),
        "draw_chart": partial(draw_chart, language=language),
        "draw_heat": draw_heatmap,
        "image_address": png_data_url,
    }
    return render_page(template, values, language=language, template_folders=template_folders)


def _mark(result: Result, language: str) -> MarkView:
    if result.public_only:
        points = None if result.undetermined else result.score
        written = format_points(result.score, language)
        return MarkView(points, written, result.score, result.score, result.max_score)
    return MarkView(result.grade, write_grade(result, language), *result.grade_range, result.scale)


def _exercise_views(result: Result) -> tuple[ExerciseView, ...]:
    """Returns the exercises with as many cells as fit the page."""
    views: list[ExerciseView] = []
    space_left = _MAX_CODE_BESIDE
    for exercise in result.exercises:
        view = _exercise_view(result, exercise)
        shown: list[CellRecord] = []
        for cell in view.cells:
            space_left -= len(highlight_code(cell.source))
            if space_left < 0:
                break
            shown.append(cell)
        views.append(replace(view, cells=tuple(shown), left_out=view.cells[len(shown) :]))
    return tuple(views)


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
    return ExerciseView(exercise, state, passed_last, cells[:_MAX_CELLS_BESIDE])


def _marks(result: Result, language: str) -> dict[int, dict[int, str]]:
    """Returns notes by cell and line on where code stopped."""
    gettext = translations(language).gettext
    marks: dict[int, dict[int, str]] = {}
    paths = [(cell.places, gettext("it stopped here")) for cell in broken_cells(result)]
    for check in result.checks:
        seen = check.evidence if check.visibility == "public" else ()
        places = tuple(one for one in seen if isinstance(one, SourceLocation))
        paths.append((places, gettext("a check stopped here")))
    for places, note in paths:
        for place in places:
            here = note if place == places[-1] else gettext("called from here")
            marks.setdefault(place.cell, {})[place.line] = here
    return marks


def _shown_cells(cells: Sequence[CellRecord]) -> tuple[CellRecord, ...]:
    shown: list[CellRecord] = []
    space_left = _MAX_NOTEBOOK
    for cell in cells:
        space_left -= len(cell.source) + len(cell.output) + len(cell.message) + _EMPTY_CELL
        if space_left < 0:
            break
        shown.append(cell)
    return tuple(shown)


def _share(part: float, whole: float) -> float:
    return min(1.0, max(0.0, part / whole)) if whole > 0 else 0.0
