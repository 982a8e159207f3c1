"""Whom a person should look at first, and why."""

from __future__ import annotations

import pytest
from sample_results import check, sample_result

from bareme.reports.triage import reasons, triage
from bareme.results.result import Result


def with_checks(*statuses: str, **more: object) -> Result:
    outcomes = tuple(check(f"test_{index}", "a", "a title", one) for index, one in enumerate(statuses))
    return sample_result(checks=outcomes, cells=(), pending=0.0, **more)


@pytest.mark.parametrize(
    ("grade", "mark", "expected"),
    [
        (10.0, None, ("above",)),  # half of 20 itself
        (9.0, None, ("below",)),  # 1 of 20 away, the most that is near
        (8.9, None, ()),
        (11.5, 12.0, ("below",)),
        (10.0, 12.0, ()),
        (None, None, ()),
    ],
)
def test_a_grade_within_a_twentieth_of_the_scale_of_the_threshold_is_near(grade, mark, expected):
    assert reasons(with_checks("passed", grade=grade, pass_mark=mark)) == expected


def test_a_provisional_grade_is_not_called_near_to_anything():
    assert reasons(with_checks("passed", grade=10.0).model_copy(update={"pending": 3.0})) == ()


def test_the_reason_has_the_grade_and_the_threshold_in_the_language_of_the_page():
    near = with_checks("passed", grade=11.5, pass_mark=12.0)
    assert triage([near], "en")[0].reasons == ("just below the pass mark: 11.5, and 12 is needed",)
    assert "11,5" in triage([near], "fr")[0].reasons[0]


def test_code_that_passes_nothing_is_looked_at_and_an_untouched_template_is_not():
    assert reasons(with_checks("failed", "error", "not_attempted", grade=0.0)) == ("nothing_passed",)
    # Without the cell above it, a check of a variable raises.
    assert reasons(with_checks("not_attempted", "not_attempted", "error", grade=0.0)) == ()
    assert reasons(with_checks("failed", "passed", grade=2.0)) == ()


def test_an_answer_that_changed_since_it_was_marked_is_looked_at():
    (answer,) = sample_result().written
    marked = answer.model_copy(update={"status": "marked", "changed": True})
    assert reasons(with_checks("passed", grade=20.0, written=(marked,))) == ("answer_changed",)
    assert reasons(with_checks("passed", grade=20.0)) == ()
