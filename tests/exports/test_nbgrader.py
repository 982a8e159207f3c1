"""The CSV file of nbgrader, read back with the standard library."""

from __future__ import annotations

import csv
import io

from sample_results import perfect_result, sample_result, undetermined_result, unreadable_result

from bareme.exports.nbgrader import render_nbgrader
from bareme.results.result import Origin, Result

# From nbgrader/plugins/export.py.
COLUMNS = (
    *("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email"),
    *("raw_score", "late_submission_penalty", "score", "max_score"),
)


def rows(*results: Result) -> list[dict[str, str]]:
    text = render_nbgrader(results)
    assert text.splitlines()[0] == ",".join(COLUMNS)
    return list(csv.DictReader(io.StringIO(text)))


def test_a_row_has_the_id_the_time_and_the_points() -> None:
    origin = Origin(system="nbgrader", folder="Emmy", submitted_at="2026-11-02 15:58:23.948203 UTC")
    [row] = rows(perfect_result(origin=origin))
    assert (row["student_id"], row["timestamp"]) == ("Emmy", "2026-11-02 15:58:23.948203 UTC")
    assert (row["raw_score"], row["late_submission_penalty"], row["score"], row["max_score"]) == (
        "17.5",
        "0",
        "17.5",
        "18",
    )


def test_where_nothing_is_decided_there_is_no_zero() -> None:
    for row in rows(sample_result(), undetermined_result(), unreadable_result()):
        assert {row["raw_score"], row["score"], row["max_score"]} == {""}
