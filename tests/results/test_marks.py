"""Marks in results: points by hand, against sums worked out by hand."""

from __future__ import annotations

import pytest
from sample_results import ANSWER, sample_result, undetermined_result

from bareme.results.marks import Mark, digest_answer, with_marks, without_marks
from bareme.results.result import Result

STUDENT = ("lovelace-ada", "derivation")


def a_mark(points: float | None = 2.5, answer: str = ANSWER, comment: str = "Clear.") -> Mark:
    return Mark(1, points, comment, (), digest_answer(answer))


def test_a_mark_makes_what_was_pending_final() -> None:
    before = sample_result()
    assert (before.score, before.max_score, before.pending) == (3, 15, 3)
    result = with_marks(before, {STUDENT: a_mark()})
    assert (result.score, result.max_score, result.pending) == (5.5, 18, 0)
    assert result.grade == pytest.approx(5.5 / 18 * 20, abs=1e-4)
    (answer,) = result.written
    assert (answer.status, answer.score, answer.comment, answer.changed) == ("marked", 2.5, "Clear.", False)


def test_no_points_for_an_answer_are_a_decision_too() -> None:
    result = with_marks(sample_result(), {STUDENT: a_mark(0)})
    assert (result.score, result.max_score, result.pending) == (3, 18, 0)


def test_a_mark_whose_points_were_taken_away_leaves_the_answer_pending() -> None:
    marked = with_marks(sample_result(), {STUDENT: a_mark()})
    assert with_marks(marked, {STUDENT: a_mark(None)}) == with_marks(sample_result(), {})


def test_marks_of_others_and_of_other_questions_change_nothing() -> None:
    before = sample_result()
    marks = {("noether-emmy", "derivation"): a_mark(), ("lovelace-ada", "why"): a_mark()}
    assert with_marks(before, marks) is before


def test_a_mark_put_in_twice_counts_once() -> None:
    once = with_marks(sample_result(), {STUDENT: a_mark()})
    assert with_marks(once, {STUDENT: a_mark()}) is once


def test_a_mark_of_an_answer_that_changed_stays_and_is_flagged() -> None:
    result = with_marks(sample_result(), {STUDENT: a_mark(answer="What I wrote before.")})
    (answer,) = result.written
    assert (answer.score, answer.changed) == (2.5, True)
    assert result.pending == 0


def test_other_spacing_wrapping_and_accents_composed_otherwise_are_no_change() -> None:
    assert digest_answer("la dérivée\nest y - t") == digest_answer("la  de\u0301rive\u0301e est\r\ny - t ")
    assert digest_answer("y - t") != digest_answer("y + t")


def test_a_mark_above_what_the_answer_is_worth_now_is_cut_and_flagged() -> None:
    (answer,) = with_marks(sample_result(), {STUDENT: a_mark(4)}).written
    assert (answer.score, answer.changed) == (3, True)


def test_an_answer_that_was_not_found_can_get_points_and_lose_them_again() -> None:
    (missing,) = sample_result().written
    before = sample_result(
        written=(missing.model_copy(update={"status": "not_attempted", "answer": ""}),),
        max_score=18.0,
        pending=0.0,
    )
    given = with_marks(before, {STUDENT: a_mark(2, answer="")})
    assert (given.score, given.max_score, given.written[0].status) == (5, 18, "marked")
    assert with_marks(given, {STUDENT: a_mark(None, answer="")}).written[0].status == "not_attempted"


def test_a_result_that_is_undetermined_has_no_grade_whatever_was_marked() -> None:
    result = with_marks(undetermined_result(), {("turing-alan", "derivation"): a_mark()})
    assert result.written[0].status == "marked"
    assert result.grade is None


def test_who_handed_in_the_same_does_not_get_the_marks() -> None:
    assert without_marks(with_marks(sample_result(), {STUDENT: a_mark()})) == with_marks(
        sample_result(), {STUDENT: a_mark(None)}
    )


def test_a_result_with_marks_reads_back_as_itself() -> None:
    result = with_marks(sample_result(), {STUDENT: a_mark(answer="before")})
    assert Result.model_validate_json(result.to_json()) == result
