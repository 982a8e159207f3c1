"""Forged models earn no more points than the honest one, except as listed."""

import pytest

from student.classroom import open_classroom
from student.forgeries import FORGERIES
from student.forging import BASE, SUITES, attempt, passed


@pytest.fixture(scope="module")
def classroom(tmp_path_factory):
    with open_classroom(tmp_path_factory.mktemp("course"), SUITES) as classroom:
        yield classroom


@pytest.fixture(scope="module")
def honest(classroom):
    """Returns the checks that the honest notebook passes."""
    return {under: passed(classroom, "forged", under) for under in {one.under for one in FORGERIES}}


def test_there_is_something_to_gain(honest):
    assert honest[BASE] == {"test_probabilities"}
    assert all("test_accuracy" not in checks for checks in honest.values())


@pytest.mark.parametrize("forgery", FORGERIES, ids=lambda forgery: forgery.name)
def test_a_forged_model_gets_what_is_stated_and_no_point_more(classroom, honest, forgery):
    came = attempt(classroom, "forged", forgery, honest[forgery.under])
    assert came.gained == set(forgery.gains)
    assert came.marked == set(forgery.unverified)
    assert forgery.words in came.outcomes[forgery.check].message
    assert {outcome.status for outcome in came.outcomes.values()} <= {"passed", "failed", "error"}
    assert not came.harmed


@pytest.mark.parametrize(
    "forgery", [one for one in FORGERIES if one.unverified], ids=lambda forgery: forgery.name
)
def test_an_assignment_that_refuses_own_code_gives_it_nothing(classroom, honest, forgery):
    came = attempt(classroom, "forged-strict", forgery, honest[BASE])
    assert came.gained == came.marked == set()


def test_few_gain_anything():
    assert len(FORGERIES) >= 20
    # Compile settings and histories are the student's own word in any case.
    assert {check for one in FORGERIES for check in one.gains} == {"test_curve", "test_settings"}
