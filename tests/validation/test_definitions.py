"""A mistake replaces the definitions of the solution in place."""

from __future__ import annotations

from pathlib import Path

import pytest
from courses import MISTAKE, make_course
from nbformat import NotebookNode

from bareme.course.solution import read_solution
from bareme.errors import CourseError
from bareme.validation.definitions import replace_definitions

CHOICES = """\
# %%
import numpy as np

# %% exercise="predict"
def predict(x, slope, offset=0):
    # BEGIN SOLUTION
    return slope * x + offset
    # END SOLUTION

# %% exercise="fit"
# BEGIN SOLUTION
is_convex = True  # a sum of squares
# END SOLUTION
slope, offset = np.float64(2), predict(1, 3)
for epoch in range(3):
    rate = 1 / (1 + epoch)
final = slope * rate

# %% [markdown] answer="why"
# Why?
"""


@pytest.fixture
def solution(tmp_path: Path) -> NotebookNode:
    """The solution of the tiny course."""
    return read_solution(make_course(tmp_path).assignment("line"))


@pytest.fixture
def choices(tmp_path: Path) -> NotebookNode:
    """A solution with variables of several kinds."""
    assignment = make_course(tmp_path).assignment("line")
    assignment.solution_path.write_text(CHOICES, encoding="utf-8")
    return read_solution(assignment)


def run(notebook: NotebookNode) -> dict[str, object]:
    namespace: dict[str, object] = {}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            exec(cell.source, namespace)
    return namespace


def test_a_mistake_takes_the_place_of_the_function_of_its_name(solution: NotebookNode) -> None:
    wrong = replace_definitions(solution, MISTAKE)
    namespace = run(wrong)
    predict = namespace["predict"]
    assert callable(predict)
    assert predict(2, 3, 1) == 6
    assert namespace["slope"] == 2.0
    assert "BREAKS" not in namespace
    assert "SOLUTION" not in "".join(cell.source for cell in wrong.cells if cell.cell_type == "code")
    assert "offset" in solution.cells[3].source


def test_a_decorated_function_is_replaced_with_its_decorators(solution: NotebookNode) -> None:
    wrong = replace_definitions(solution, "def fit(x, y):\n    return 9.0\n")
    source = wrong.cells[4].source
    assert source.startswith("def fit(x, y):\n    return 9.0")
    assert "errstate" not in source
    assert "slope = fit(rows, 2 * rows)" in source


def test_a_mistake_that_replaces_nothing_is_refused(solution: NotebookNode) -> None:
    with pytest.raises(CourseError, match=r"it has: fit, predict, RATE, first, others, rows, slope\."):
        replace_definitions(solution, "def fitt(x): pass\nrat = 2")


def test_an_assignment_between_markers_is_replaced(choices: NotebookNode) -> None:
    wrong = replace_definitions(choices, "'hint'\nBREAKS = ['a']\nis_convex = False\n")
    assert run(wrong)["is_convex"] is False
    assert "is_convex = True" not in wrong.cells[2].source
    assert wrong.cells[2].source.startswith("is_convex = False\nslope, offset =")


def test_an_assignment_may_use_what_stands_before_it(choices: NotebookNode) -> None:
    wrong = replace_definitions(choices, "from math import pi\nHALF = 0.5\nfinal = HALF * slope * pi\n")
    assert run(wrong)["final"] == pytest.approx(3.14159265)


def test_one_of_several_variables_is_assigned_again(choices: NotebookNode) -> None:
    namespace = run(replace_definitions(choices, "offset = 7\n"))
    assert (namespace["slope"], namespace["offset"], namespace["final"]) == (2, 7, pytest.approx(2 / 3))


def test_all_of_several_variables_are_replaced_at_once(choices: NotebookNode) -> None:
    wrong = replace_definitions(choices, "slope, offset = 5.0, 6.0\n")
    assert "np.float64(2)" not in wrong.cells[2].source
    assert run(wrong)["final"] == pytest.approx(5 / 3)


def test_what_a_loop_binds_is_assigned_after_the_loop(choices: NotebookNode) -> None:
    namespace = run(replace_definitions(choices, "rate = 10\n"))
    assert (namespace["epoch"], namespace["final"]) == (2, 20)


def test_functions_and_variables_are_replaced_together(choices: NotebookNode) -> None:
    source = (
        "is_convex = False\noffset = 1\nslope = 4\n\ndef predict(x, slope, offset=0):\n    return slope\n"
    )
    namespace = run(replace_definitions(choices, source))
    assert [namespace[name] for name in ("is_convex", "offset", "slope")] == [False, 1, 4]
    predict = namespace["predict"]
    assert callable(predict)
    assert predict(9, 3) == 3
