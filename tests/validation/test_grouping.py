"""Mistakes share a notebook only if none affects the checks of another."""

from pathlib import Path

import pytest
from courses import SOLUTION, make_course

from bareme.course.course import Assignment
from bareme.course.solution import Mistake, read_solution
from bareme.grading.pytest_runner import Check
from bareme.submissions.notebook import make_cell, make_notebook
from bareme.validation.grouping import DependencyGraph, find_names_used_by_checks, group_mistakes

CELLS = (
    "import numpy as np\nrows = np.arange(3.0)",
    "def half(x):\n    return x / 2",
    "def scale(x):\n    x /= 255",
    "def quarter(x):\n    rows = half(x)\n    return half(rows)",
    "halves = half(rows)",
    "answer = 'mean'",
    "print(quarter(rows))\nlast = 4",
)


def graph(*more: str) -> DependencyGraph:
    cells = [make_cell("code", text, f"cell-{index}", {}) for index, text in enumerate((*CELLS, *more))]
    return DependencyGraph(make_notebook(cells, {}))


def mistake(source: str, *breaks: str) -> Mistake:
    name = source.partition("(")[0].removeprefix("def ") if source.startswith("def ") else ""
    variable = "" if name else source.partition(" =")[0]
    return Mistake(
        name or variable, "", breaks, (name,) if name else (), source, (variable,) if variable else ()
    )


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("answer", {"answer"}),
        ("halves", {"halves"}),
        # In its cell ``last`` comes after a call that may fail, and halves are made by the function.
        ("half", {"half", "quarter", "halves", "last"}),
        ("quarter", {"quarter", "last"}),
        # The variable of that name in ``quarter`` is local.
        ("rows", {"rows", "halves", "last"}),
    ],
)
def test_dependents_of_a_name_are_followed_through_calls_and_statements(name: str, found: set[str]) -> None:
    assert graph().find_dependents([name]) == found


def test_an_argument_that_a_function_changes_depends_on_that_function() -> None:
    assert graph("scale(rows)").find_dependents(["scale"]) == {"scale", "rows", "halves", "last"}


def test_a_mistake_that_changes_what_it_is_given_may_reach_everything() -> None:
    notebook = graph()
    assert notebook.find_affected_names(mistake("def half(x):\n    x /= 2\n    return x")) == notebook.names
    assert notebook.find_affected_names(
        mistake("def half(x):\n    return x / 3")
    ) == notebook.find_dependents(["half"])


def test_a_forgotten_declaration_is_not_hidden_by_a_mistake_that_declares_the_check() -> None:
    used = {"test_half": frozenset({"half"}), "test_quarter": frozenset({"quarter"})}
    half = mistake("def half(x):\n    return x / 3", "test_half")  # and test_quarter, undeclared
    quarter = mistake("def quarter(x):\n    return x / 8", "test_quarter")
    assert group_mistakes([half, quarter], graph(), used) == [(half,), (quarter,)]


def test_mistakes_that_do_not_interact_are_put_together() -> None:
    used = {
        "test_half": frozenset({"half"}),
        "test_quarter": frozenset({"quarter"}),
        "test_answer": frozenset({"answer"}),
    }
    half = mistake("def half(x):\n    return x / 3", "test_half", "test_quarter")
    quarter = mistake("def quarter(x):\n    return x / 8", "test_quarter")
    answer = mistake("answer = 'sum'", "test_answer")
    whole = mistake("def half(x):\n    return x", "test_half")
    groups = group_mistakes([half, quarter, answer, whole], graph(), used)
    assert groups == [(half, answer), (quarter,), (whole,)]


def test_a_mistake_whose_check_uses_unknown_names_stays_alone() -> None:
    answer = mistake("answer = 'sum'", "test_answer")
    last = mistake("last = 5", "test_unknown")
    assert group_mistakes([answer, last], graph(), {"test_answer": frozenset({"answer"})}) == [
        (answer,),
        (last,),
    ]


SUITE = '''\
import numpy as np
import pytest


def slope_of(student):
    return student.slope


@pytest.fixture
def line(student):
    return student.predict(1.0, slope_of(student))


def by_name(student, name):
    return getattr(student, name)


@pytest.mark.exercise("fit")
def test_fit_direct(student):
    """fit"""
    assert student.fit(np.ones(1), np.ones(1)) == 1


@pytest.mark.exercise("fit")
def test_fit_helper(line):
    """line"""
    assert line == 2


@pytest.mark.exercise("fit")
def test_fit_unclear(student):
    """by a name that is not written as one"""
    assert by_name(student, "others") == [1, 2]


@pytest.mark.exercise("fit")
def test_fit_elsewhere(student):
    """by a function of another module"""
    assert np.sum(student) == 1


@pytest.mark.exercise("fit", needs="test_fit_direct")
def test_fit_needing(student):
    """what it needs is asked for, too"""
    assert student.first == 0
'''


def test_what_a_check_asks_for_is_read_from_the_suite(tmp_path: Path) -> None:
    assignment = make_assignment(tmp_path)
    notebook = DependencyGraph(read_solution(assignment))
    checks = [
        Check(f"test_fit_{name}", "fit", name, "hidden", 1, needs=needs)
        for name, needs in {
            "direct": (),
            "helper": (),
            "unclear": (),
            "elsewhere": (),
            "needing": ("test_fit_direct",),
        }.items()
    ]
    assert find_names_used_by_checks(assignment, checks, notebook.names) == {
        "test_fit_direct": {"fit"},
        "test_fit_helper": {"predict", "slope"},
        "test_fit_unclear": notebook.names,
        "test_fit_elsewhere": notebook.names,
        "test_fit_needing": {"fit", "first"},
    }


def make_assignment(path: Path) -> Assignment:
    course = make_course(path)
    assert "slope = fit(rows, 2 * rows)" in SOLUTION
    (path / "graders/line/test_hidden.py").write_text(SUITE, encoding="utf-8")
    return course.assignment("line")
