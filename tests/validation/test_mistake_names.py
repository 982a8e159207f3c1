"""Validation demands that every mistake is named, and names no other."""

from pathlib import Path

from courses import SOLUTION, make_course
from suite_sources import forget_suites

from bareme.grading.release import write_release
from bareme.grading.setup import GradingOptions
from bareme.validation.validator import Validation, validate_assignment

TEST_HIDDEN = '''\
import numpy as np
import pytest
from bareme.checks import assert_close


@pytest.mark.exercise("fit")
def test_fit_values(student, reference):
    """fit finds the slope"""
    x = np.array([1.0, 2.0])
    assert_close(student.fit(x, 4 * x), reference.fit(x, 4 * x))
    assert_close(student.reason, "squares")


@pytest.mark.exercise("fit", needs="test_fit_values")
def test_fit_of_a_sum(student):
    """fit adds nothing: it needs the check of its values"""
    assert_close(student.fit(np.array([1.0]), np.array([3.0])), 3.0)
    total = student.slope
    assert total > 0 and total == 2.0
'''
MISTAKES = {
    "cubes": """\"\"\"Squares, not cubes.\"\"\"

BREAKS = ["test_fit_values", "test_fit_of_a_sum"]
reason = "cubes"
""",
    # Only a variable that the notebook makes shows it, so no check can name it.
    "untold": """\"\"\"Never shown.\"\"\"

BREAKS = ["test_fit_of_a_sum"]


def fit(x, y):
    return 1.0 if len(x) == 3 else float(x @ y / (x @ x))
""",
}


def validated(path: Path, mistakes: dict[str, str]) -> Validation:
    course = make_course(path)
    (path / "solutions/line.py").write_text(
        SOLUTION.replace("slope = fit(", 'reason = "squares"\nslope = fit('), encoding="utf-8"
    )
    (path / "graders/line/test_hidden.py").write_text(TEST_HIDDEN, encoding="utf-8")
    for name, source in mistakes.items():
        (path / f"graders/line/mistakes/{name}.py").write_text(source, encoding="utf-8")
    assignment = course.assignment("line")
    write_release(assignment)
    forget_suites()
    return validate_assignment(assignment, GradingOptions(), workers=1)


def test_a_mistake_that_no_check_names_is_a_problem_that_says_why(tmp_path: Path) -> None:
    found = validated(tmp_path, MISTAKES)
    assert found.problems == (
        "mistake untold is never named: "
        "in test_fit_of_a_sum, the answer of fit is that of the solution, too.",
    )
    assert (found.mistakes, found.caught, found.named) == (3, 3, 2)
    assert [text.split(" stays ")[0] for text in found.untranslated] == [
        "'The line at x. 2, 3 -> 6'",
        "'multiply, then add'",
    ]
