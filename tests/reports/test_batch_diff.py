"""What changed between two batches, by hand."""

from __future__ import annotations

import pytest
from pages import TEMPLATES, Page
from sample_results import check, sample_result, unreadable_result

from bareme.errors import InputError
from bareme.reports.batch_diff import compare_batches, describe_changes
from bareme.reports.class_report import render_class_report
from bareme.results.result import Result, StudentRecord


def graded(identifier: str, grade: float | None, *, passes: bool) -> Result:
    outcome = check(
        "test_a", "sigmoid", "a title", status="passed" if passes else "failed", score=float(passes)
    )
    student = StudentRecord(id=identifier, name=identifier.upper())
    return sample_result(student=student, grade=grade, checks=(outcome,), pending=0.0)


BEFORE = (graded("a", 10.0, passes=False), graded("b", 12.0, passes=True), graded("gone", 4.0, passes=True))
AFTER = (graded("a", 13.0, passes=True), graded("b", 12.0, passes=True), graded("new", 8.0, passes=True))


def test_a_regrade_tells_whose_grade_changed_by_how_much_and_by_which_check() -> None:
    changes = compare_batches(BEFORE, AFTER)
    [student] = changes.students
    assert (student.after.student.id, student.difference) == ("a", 3.0)
    assert [one.check.id for one in student.checks] == ["test_a"]
    assert (changes.mean_before, changes.mean_after) == (11.0, 12.5)
    assert (changes.risen, changes.fallen) == (1, 0)
    assert [one.now_pass for one in changes.checks] == [1]


def test_a_file_that_can_be_read_at_last_changes_the_grade_and_no_check() -> None:
    unread = unreadable_result(student=StudentRecord(id="a", name="A"))
    [student] = compare_batches((unread,), AFTER).students
    assert (student.grade_changed, student.checks) == (True, ())
    assert compare_batches((unread,), AFTER).checks == ()


def test_who_came_and_who_left_is_named() -> None:
    changes = compare_batches(BEFORE, AFTER)
    assert [one.student.id for one in changes.came] == ["new"]
    assert [one.student.id for one in changes.left] == ["gone"]


def test_the_same_batch_twice_changed_nothing() -> None:
    changes = compare_batches(BEFORE, BEFORE)
    assert changes.is_empty
    assert describe_changes(changes, "en").startswith("Nothing changed")


def test_batches_of_two_assignments_are_refused() -> None:
    with pytest.raises(InputError, match="convnet, neuron"):
        compare_batches(BEFORE, (sample_result(assignment="convnet"),))


@pytest.mark.parametrize(("language", "difference"), [("en", "+3"), ("fr", "+3")])
def test_the_class_report_shows_the_changes(language: str, difference: str) -> None:
    shown = Page(render_class_report(AFTER, language=language, template_folders=TEMPLATES, before=BEFORE))
    assert (shown.open_tags, shown.misnested) == ([], [])
    assert difference in shown.text
    assert "GONE" in shown.text
