"""Right answers count however odd they look; failures say what to change."""

from __future__ import annotations

import pytest

from bareme.course.course import Course
from bareme.grading.grader import Graded
from robustness.cases import Case
from robustness.grading import grade_cases, lost, page_text
from robustness.labs import make_labs
from robustness.odd import ODD
from robustness.old import OLD

CASES = (*ODD, *OLD)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return make_labs(tmp_path_factory.mktemp("labs"))


@pytest.fixture(scope="module")
def grades(course: Course, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Graded]:
    found: dict[str, Graded] = {}
    for lab in ("arrays", "network"):
        cases = [case for case in CASES if case.lab == lab]
        folder = tmp_path_factory.mktemp(lab)
        found |= {case.name: graded for case, graded in grade_cases(course, cases, folder)}
    return found


def test_there_are_twenty_of_each_kind_and_no_two_have_one_name() -> None:
    assert len(ODD) == len(OLD) == 20
    assert len({case.name for case in CASES}) == 40
    assert not any(case.lost for case in ODD)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_notebook_loses_what_fails_and_no_more(case: Case, grades: dict[str, Graded]) -> None:
    result = grades[case.name].result
    assert result.status == "graded"
    assert lost(grades[case.name]) == case.lost, [check.message for check in result.checks]
    broken = [cell for cell in result.cells if cell.status != "ok"]
    assert len(broken) == case.broken, [cell.message for cell in broken]


@pytest.mark.parametrize("case", [case for case in CASES if case.sentence], ids=lambda case: case.name)
def test_the_page_says_what_to_change(case: Case, grades: dict[str, Graded], course: Course) -> None:
    assert case.sentence in page_text(grades[case.name], course)


@pytest.mark.parametrize("case", [case for case in CASES if case.output], ids=lambda case: case.name)
def test_what_did_nothing_is_said_in_the_output(case: Case, grades: dict[str, Graded]) -> None:
    assert any(case.output in cell.output for cell in grades[case.name].result.cells)


@pytest.mark.parametrize("case", [case for case in OLD if not case.output], ids=lambda case: case.name)
def test_every_old_notebook_that_fails_anywhere_gets_a_sentence(case: Case) -> None:
    assert case.sentence


def test_the_page_says_it_in_french(grades: dict[str, Graded], course: Course) -> None:
    text = page_text(grades["np.float in a function"], course, "fr")
    assert "Ce qu’il faut changer NumPy 2 n’a plus np.float : écrivez float." in text


def test_a_right_notebook_is_told_nothing_to_change(grades: dict[str, Graded], course: Course) -> None:
    for case in ODD:
        assert "What to change" not in page_text(grades[case.name], course), case.name
