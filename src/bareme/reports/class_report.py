"""Renders the class report of an instructor as one self-contained page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import quote

from babel.numbers import format_decimal
from markupsafe import Markup

from bareme.reports.batch_diff import compare_batches, describe_changes, describe_outcome, describe_written
from bareme.reports.class_causes import describe_causes
from bareme.reports.class_statistics import Bin, class_numbers
from bareme.reports.grades import write_grade, write_range
from bareme.reports.item_analysis import CheckItem, describe_doubt, items
from bareme.reports.jinja_environment import read_asset, render_page
from bareme.reports.timing import class_timing
from bareme.reports.triage import TriageEntry, triage
from bareme.results.result import Result, in_order

__all__ = ["Bar", "Score", "StudentRow", "render_class_report", "scores_of"]

_HEAT_STEPS: Final = 5
_BAR_WIDTH: Final = 60
_MAX_BAR_HEIGHT: Final = 150
_DISCRIMINATION_STEPS: Final = (0.0, 0.2, 0.3, 0.4)


@dataclass(frozen=True)
class Bar:
    """A bar of the histogram, in pixels from the top left."""

    bin: Bin
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Score:
    """The points for an exercise or answer; None while undecided."""

    points: float | None
    most: float

    @property
    def heat(self) -> str:
        """The step of the tint, from 0 to 4, or "none"."""
        if self.points is None or self.most <= 0:
            return "none"
        return str(max(0, min(_HEAT_STEPS - 1, int(self.points / self.most * _HEAT_STEPS))))


@dataclass(frozen=True)
class StudentRow:
    """A row of the table: points by exercise, and filter keys."""

    result: Result
    scores: dict[str, Score]
    kinds: tuple[str, ...]


def render_class_report(
    results: Sequence[Result],
    *,
    language: str,
    template_folders: Sequence[Path],
    before: Sequence[Result] = (),
) -> str:
    """Renders the class report as a self-contained HTML page.

    It links to ``gradebook.csv`` and ``students/<id>/feedback.html``, so it must lie beside them. Without
    scripts, tables keep the order of student ids and show every row.

    Args:
        results: of the class, in any order.
        language: of the page.
        template_folders: searched for templates, in order.
        before: the results of an earlier batch of the same class, to compare with.

    Raises:
        CourseError: a template is missing or breaks a rule of Jinja.
        InputError: there are no results, or of several assignments, or no catalogue for the language.
    """
    ordered = in_order([result.in_language(language) for result in results])
    numbers = class_numbers(ordered)
    urgent = triage(ordered, language)
    checks = items(ordered)
    exercises = {exercise.id: exercise.title for result in ordered for exercise in result.exercises}
    written = {answer.id: answer.title for result in ordered for answer in result.written}
    values = {
        "first": ordered[0],
        "numbers": numbers,
        "bars": _bars(numbers.bins),
        "columns": exercises | written,
        "rows": _rows(ordered, urgent),
        "causes": describe_causes(ordered, language),
        "urgent": urgent,
        "items": checks,
        "doubtful": tuple(item for item in checks if item.doubts),
        "timing": class_timing(ordered),
        "changes": compare_batches([one.in_language(language) for one in before], ordered)
        if before
        else None,
        "exercise_titles": exercises,
        # The content security policy holds the digest of exactly this text.
        "script": Markup("\n" + read_asset("class.js", template_folders).strip() + "\n"),
    }
    return render_page(
        "class.html.j2", values | _words(language), language=language, template_folders=template_folders
    )


def _words(language: str) -> dict[str, object]:
    return {
        "link": _link,
        "discrimination_step": _discrimination_step,
        "describe_changes": partial(describe_changes, language=language),
        "describe_doubt": partial(describe_doubt, language=language),
        "describe_outcome": partial(describe_outcome, language=language),
        "describe_written": partial(describe_written, language=language),
        "write_correlation": partial(format_decimal, format="0.00", locale=language),
        "write_grade": partial(write_grade, language=language),
        "write_range": partial(write_range, language=language),
        "write_difference": partial(format_decimal, format="+#,##0.##;−#,##0.##", locale=language),
        "write_seconds": partial(format_decimal, format="#,##0.0#", locale=language),
    }


def _link(result: Result) -> str:
    return f"students/{quote(result.student.id, safe='')}/feedback.html"


def _rows(results: Sequence[Result], urgent: Sequence[TriageEntry]) -> tuple[StudentRow, ...]:
    first = {entry.result.student.id for entry in urgent}
    return tuple(
        StudentRow(
            result,
            scores_of(result),
            tuple(
                kind
                for kind, holds in (
                    ("first", result.student.id in first),
                    (result.status, result.status != "graded"),
                    ("pending", result.pending > 0),
                    ("below", _is_below(result)),
                )
                if holds
            ),
        )
        for result in results
    )


def _is_below(result: Result) -> bool:
    """Returns True if no mark of a pending answer can reach the pass mark."""
    known = result.pass_mark is not None and result.grade is not None
    return known and result.grade_range[1] < (result.pass_mark or 0.0)


def _discrimination_step(item: CheckItem) -> str:
    """Returns the step of the tint, from 0 to 4, or "none".

    Source: R. L. Ebel and D. A. Frisbie, Essentials of Educational Measurement (1991), chapter 13, for
    0.2, 0.3 and 0.4.
    """
    found = item.discrimination
    return "none" if found is None else str(sum(found >= step for step in _DISCRIMINATION_STEPS))


def scores_of(result: Result) -> dict[str, Score]:
    """Returns the points by exercise and written answer."""
    unsettled = {check.exercise for check in result.undetermined}
    scores = {
        exercise.id: Score(None if exercise.id in unsettled else exercise.score, exercise.max_score)
        for exercise in result.exercises
    }
    for answer in result.written:
        scores[answer.id] = Score(None if answer.status == "pending" else answer.score, answer.max_score)
    return scores


def _bars(bins: Sequence[Bin]) -> tuple[Bar, ...]:
    most = max(1, *(bin.count for bin in bins))
    heights = [bin.count / most * _MAX_BAR_HEIGHT for bin in bins]
    return tuple(
        Bar(bin, k * _BAR_WIDTH + 2, _MAX_BAR_HEIGHT - height, _BAR_WIDTH - 4, height)
        for k, (bin, height) in enumerate(zip(bins, heights, strict=True))
    )
