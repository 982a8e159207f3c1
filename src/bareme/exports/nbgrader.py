"""Renders grades in the columns of the CSV export of nbgrader.

Source: nbgrader/plugins/export.py of nbgrader.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Final

from bareme.exports.exporter import exporter
from bareme.exports.gradebook import guard_field
from bareme.results.result import Result, in_order

__all__ = ["render_nbgrader"]

_COLUMNS: Final = (
    *("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email"),
    *("raw_score", "late_submission_penalty", "score", "max_score"),
)


def _read_texts(text: str) -> list[str]:
    return [field for row in csv.reader(io.StringIO(text)) for field in row]


@exporter("nbgrader", file_name="nbgrader.csv", read_texts=_read_texts)
def render_nbgrader(results: Sequence[Result]) -> str:
    """Renders one row a student.

    nbgrader writes 0 for missing work. Here the scores are empty where nothing is decided: for a missing,
    unreadable or undetermined result, and while written answers wait for a person. Only a platform knows how
    a name divides, so the whole name is in ``last_name``.

    Raises:
        InputError: there are no results, or of several assignments.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for result in in_order(results):
        is_settled = result.status == "graded" and not result.pending
        score = f"{result.score:.10g}" if is_settled else ""
        most = f"{result.max_score:.10g}" if is_settled else ""
        origin = result.origin
        is_own = origin is not None and origin.system == "nbgrader"
        writer.writerow(
            [
                guard_field(result.assignment),
                "",
                guard_field((origin and origin.submitted_at) or ""),
                guard_field(origin.folder if is_own and origin else result.student.id),
                guard_field(result.student.name),
                "",
                "",
                score,
                "0" if is_settled else "",
                score,
                most,
            ]
        )
    return text.getvalue()
