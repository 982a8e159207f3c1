"""The page that an instructor reads about a class: one file, nothing asked from outside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

from markupsafe import Markup

from bareme.feedback.advice import broken_cells
from bareme.feedback.environment import read_asset, render_page
from bareme.feedback.statistics import Bin, class_numbers, in_order, items, look_at_first
from bareme.messages import translations
from bareme.results import Result

__all__ = ["Bar", "Score", "Urgent", "render_class_report"]

_HEAT_STEPS: Final = 5
_BAR_WIDTH: Final = 60
_TALLEST_BAR: Final = 150


@dataclass(frozen=True)
class Bar:
    """A bar of the histogram in the units of the drawing, whose origin is at its top left."""

    bin: Bin
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Score:
    """The points of a student for an exercise or an answer; without points where they are not decided."""

    points: float | None
    most: float

    @property
    def heat(self) -> str:
        """Returns the step of the tint, from 0 (no points) to 4 (nearly all), or "none"."""
        if self.points is None or self.most <= 0:
            return "none"
        return str(max(0, min(_HEAT_STEPS - 1, int(self.points / self.most * _HEAT_STEPS))))


@dataclass(frozen=True)
class Urgent:
    """A submission that a person should look at, and why."""

    result: Result
    link: str
    reasons: tuple[str, ...]


def render_class_report(results: Sequence[Result], *, language: str, template_folders: Sequence[Path]) -> str:
    """Renders the report on a class as a self-contained HTML page.

    It links to ``students/<id>/feedback.html``, so it belongs beside the folder ``students``. Without
    scripts, tables keep the order of student ids.

    Raises:
        CourseError: a template is missing or breaks a rule of Jinja.
        InputError: there are no results, or of several assignments, or no catalogue for the language.
    """
    ordered = in_order(results)
    numbers = class_numbers(ordered)
    exercises = {exercise.id: exercise.title for result in ordered for exercise in result.exercises}
    written = {answer.id: answer.title for result in ordered for answer in result.written}
    values = {
        "first": ordered[0],
        "numbers": numbers,
        "bars": _bars(numbers.bins),
        "columns": exercises | written,
        "rows": tuple((result, _link(result), _scores(result)) for result in ordered),
        "urgent": tuple(
            Urgent(result, _link(result), _reasons(result, language)) for result in look_at_first(ordered)
        ),
        "items": items(ordered),
        "exercise_titles": exercises,
        # The policy names the digest of these very characters.
        "script": Markup("\n" + read_asset("class.js", template_folders).strip() + "\n"),
    }
    return render_page("class.html.j2", values, language=language, template_folders=template_folders)


def _link(result: Result) -> str:
    return f"students/{quote(result.student.id, safe='')}/feedback.html"


def _reasons(result: Result, language: str) -> tuple[str, ...]:
    gettext = translations(language).gettext
    cells = {cell.status for cell in broken_cells(result)}
    checks = {check.status for check in result.checks}
    found = (
        (result.status == "undetermined", gettext("undetermined, to be graded again")),
        ("died" in cells, gettext("a cell ended the Python process")),
        ("timeout" in cells, gettext("a cell took too long")),
        ("timeout" in checks, gettext("a check took too long")),
        (any(check.unverified for check in result.checks), gettext("rests on a model that was not verified")),
    )
    return tuple(reason for holds, reason in found if holds)


def _scores(result: Result) -> dict[str, Score]:
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
    heights = [bin.count / most * _TALLEST_BAR for bin in bins]
    return tuple(
        Bar(bin, k * _BAR_WIDTH + 2, _TALLEST_BAR - height, _BAR_WIDTH - 4, height)
        for k, (bin, height) in enumerate(zip(bins, heights, strict=True))
    )
