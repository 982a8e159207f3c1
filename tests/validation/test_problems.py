"""One cause of many problems is one sentence."""

from __future__ import annotations

from sample_results import check

from bareme.course.solution import Mistake
from bareme.results.result import CheckOutcome
from bareme.validation.mutants import judge_breaks
from bareme.validation.problems import Problem, describe_problems


def mistake(name: str, *breaks: str) -> Mistake:
    return Mistake(name, "a hint", breaks, (), "")


def outcomes(**statuses: str) -> dict[str, CheckOutcome]:
    return {name: check(name, "fit", name, status, message="It is 2.") for name, status in statuses.items()}


def test_equal_problems_of_several_notebooks_are_one_sentence() -> None:
    names = ["a", "b", "c", "d", "e"]
    broken = outcomes(test_x="undetermined")
    problems = [problem for name in names for problem in judge_breaks(mistake(name, "test_x"), broken)]
    assert describe_problems(problems) == ["test_x cannot cope with mistake a, b, c and 2 more: It is 2."]
    assert describe_problems(problems[:2]) == ["test_x cannot cope with mistake a and b: It is 2."]


def test_the_checks_that_a_mistake_breaks_undeclared_are_told_at_once() -> None:
    found = judge_breaks(mistake("m", "test_a"), outcomes(test_a="failed", test_b="failed", test_c="error"))
    assert describe_problems(found) == [
        "mistake m also breaks test_b, test_c: It is 2; add it to BREAKS, or change the mistake."
    ]


def test_a_notebook_that_could_not_be_graded_says_nothing_about_checks() -> None:
    assert judge_breaks(mistake("m", "test_a"), {}) == []
    assert describe_problems(judge_breaks(mistake("m", "test_a"), outcomes(test_b="passed"))) == [
        "mistake m declares test_a in BREAKS, and there is no such check."
    ]


def test_other_values_are_another_cause() -> None:
    sentence = "%(names)s could not be graded: %(reason)s"
    problems = [
        Problem(sentence, name, (("reason", why),)) for name, why in (("a", "x"), ("b", "y"), ("c", "x"))
    ]
    assert describe_problems(problems) == ["a and c could not be graded: x", "b could not be graded: y"]
