"""Renders the gradebook as CSV (RFC 4180, UTF-8, LF line ends)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

from bareme.exports.exporter import exporter
from bareme.i18n.plain_text import plain_line
from bareme.results.result import Result, in_order

__all__ = ["COLUMNS", "guard_field", "render_gradebook"]

COLUMNS = (
    *("student_id", "name", "file", "status", "score", "max_score", "pending"),
    *("grade", "grade_min", "grade_max"),
)
# A spreadsheet reads such a cell as a formula. Source: OWASP, "CSV Injection". A spreadsheet that separates
# cells by semicolons, as in French, or ignores quotes can start a cell in the middle of a field.
_FORMULA_START = re.compile(r'(?:^|(?<=[,;]))[ "]*(?=[=+\-@＝＋－＠])')


def _read_texts(text: str) -> list[str]:
    return [field for row in csv.reader(io.StringIO(text)) for field in row]


@exporter("csv", file_name="gradebook.csv", read_texts=_read_texts)
def render_gradebook(results: Sequence[Result]) -> str:
    """Renders one row a student: ``COLUMNS``, then each exercise and written answer.

    A field is empty where nothing is decided: the grade of an undetermined result or of one with pending
    answers, an exercise with an undetermined check, a pending answer, all points of an unreadable or missing
    file. ``grade_min`` and ``grade_max`` are the bounds of the final grade, and equal to the grade where
    there is one.

    Raises:
        InputError: there are no results, or of several assignments.
    """
    ordered = in_order(results)
    # Over all results, since one of an earlier version of the assignment can have other exercises.
    parts = dict.fromkeys(part for result in ordered for part in _part_scores(result))
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*COLUMNS, *map(guard_field, parts)])
    for result in ordered:
        scores = _part_scores(result)
        writer.writerow([*_head(result), *(_number(scores.get(part)) for part in parts)])
    return text.getvalue()


def _head(result: Result) -> tuple[str, ...]:
    # A 0 in these fields would read as a mark, and nothing has been marked.
    points = (result.score, result.max_score, result.pending) if result.is_gradable else (None, None, None)
    return (
        guard_field(result.student.id),
        guard_field(result.student.name),
        guard_field(result.file.name),
        result.status,
        *map(_number, points),
        _number(None if result.pending else result.grade),
        *(map(_number, result.grade_range) if result.is_gradable else ("", "")),
    )


def _part_scores(result: Result) -> dict[str, float | None]:
    unsettled = {check.exercise for check in result.undetermined}
    scores: dict[str, float | None] = {
        exercise.id: None if exercise.id in unsettled else exercise.score for exercise in result.exercises
    }
    return scores | {
        answer.id: None if answer.status == "pending" else answer.score for answer in result.written
    }


def guard_field(text: str) -> str:
    """Returns text on one line, with an apostrophe before each formula start."""
    return _FORMULA_START.sub(lambda before: f"{before[0]}'", plain_line(text))


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.10g}"
