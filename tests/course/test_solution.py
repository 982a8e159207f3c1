"""The solution is read and checked, and only its definitions run."""

from __future__ import annotations

from pathlib import Path

import pytest
from courses import MISTAKE, SOLUTION, make_course

from bareme.course.course import Assignment
from bareme.course.solution import (
    extract_definitions,
    find_exercise_names,
    read_mistakes,
    read_solution,
    run_definitions,
)
from bareme.errors import CourseError
from bareme.submissions.notebook import label


@pytest.fixture
def assignment(tmp_path: Path) -> Assignment:
    return make_course(tmp_path).assignment("line")


def test_cells_carry_their_exercise_answer_and_language(assignment: Assignment) -> None:
    cells = read_solution(assignment).cells
    assert [
        (cell.cell_type, label(cell, "exercise"), label(cell, "answer"), label(cell, "lang"))
        for cell in cells
    ] == [
        ("markdown", None, None, "en"),
        ("markdown", None, None, "fr"),
        ("code", None, None, None),
        ("code", "predict", None, None),
        ("code", "fit", None, None),
        ("markdown", None, None, None),
        ("markdown", None, "why", None),
    ]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('exercise="fit"', 'exercise="fitt"', "did you mean 'fit'"),
        ('exercise="fit"', 'excercise="fit"', "did you mean 'exercise'"),
        ('answer="why"', 'answer="how"', "answer='how'"),
        ('lang="fr"', 'lang="de"', "lang='de'"),
        ('exercise="fit"', 'answer="why"', "none for a code cell"),
        ('exercise="fit"', 'exercise="predict"', 'lacks a code cell with exercise="fit"'),
        (' answer="why"', "", 'lacks a markdown cell with answer="why"'),
        (
            "    return secret + offset\n    # END SOLUTION\n",
            "    return secret + offset\n",
            "line.py:16: BEGIN",
        ),
        ("    # BEGIN SOLUTION multiply, then add\n", "", "line.py:18: END"),
        ("# END SOLUTION", "# End solution", "line.py:19"),
        ("    secret = slope * x\n", "    # BEGIN SOLUTION\n    secret = slope * x\n", "line.py:17: BEGIN"),
        ("# <!-- END SOLUTION -->\n", "", "line.py:43: BEGIN"),
        ("def fit(x, y):", "def fit(x, y:", "not Python"),
    ],
)
def test_a_broken_rule_is_one_sentence_that_names_the_file(
    assignment: Assignment, old: str, new: str, reason: str
) -> None:
    assert old in SOLUTION
    assignment.solution_path.write_text(SOLUTION.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CourseError) as caught:
        read_solution(assignment)
    assert reason in str(caught.value)
    assert str(assignment.solution_path) in str(caught.value)


def test_a_missing_solution_is_one_sentence(assignment: Assignment) -> None:
    assignment.solution_path.unlink()
    with pytest.raises(CourseError, match=r"line\.py cannot be read"):
        read_solution(assignment)


def test_definitions_hold_imports_functions_and_literals_only(assignment: Assignment) -> None:
    text = extract_definitions(read_solution(assignment))
    assert "import numpy as np" in text
    assert "RATE = 0.5" in text
    assert "def fit(" in text
    assert "rows =" not in text
    assert "slope = fit" not in text
    assert "SOLUTION" not in text


def test_the_reference_answers_without_running_the_rest(assignment: Assignment) -> None:
    text = SOLUTION + "\n# %%\nraise SystemExit('the notebook was run')\n"
    assignment.solution_path.write_text(text, encoding="utf-8")
    reference = run_definitions(extract_definitions(read_solution(assignment)), "the solution")
    assert reference.predict(2, 3, 1) == 7
    assert not hasattr(reference, "slope")


def test_definitions_that_raise_are_a_fault_of_the_course(assignment: Assignment) -> None:
    text = SOLUTION.replace("def fit(x, y):", "def fit(x, y=undefined):")
    assignment.solution_path.write_text(text, encoding="utf-8")
    with pytest.raises(CourseError, match="the solution raise NameError"):
        run_definitions(extract_definitions(read_solution(assignment)), "the solution")


def test_the_names_of_an_exercise_are_what_its_cells_bind(assignment: Assignment) -> None:
    names = find_exercise_names(read_solution(assignment))
    assert names == {"predict": ("predict",), "fit": ("fit", "slope", "first", "others")}


def test_mistakes_are_read_without_being_run(assignment: Assignment) -> None:
    folder = assignment.grader_folder / "mistakes"
    loud = MISTAKE + "\nraise SystemExit('the mistake was run')\n"
    (folder / "loud.py").write_text(loud, encoding="utf-8")
    mistakes = read_mistakes(assignment)
    assert [(mistake.name, mistake.hint, mistake.functions, mistake.variables) for mistake in mistakes] == [
        ("loud", "Did you forget the offset?", ("helper", "predict"), ("FACTOR",)),
        ("no_offset", "Did you forget the offset?", ("helper", "predict"), ("FACTOR",)),
    ]
    assert mistakes[1].breaks == ("test_predict_values",)
    assert mistakes[1].source == MISTAKE


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("BREAKS = ['a']\ndef f(): pass", "no docstring"),
        ("'hint'\nBREAKS = ['a']", "no function and no variable"),
        ("'hint'\ndef f(): pass", "which checks"),
        ("'hint'\nBREAKS = []\ndef f(): pass", "which checks"),
        ("'hint'\nBREAKS = names()\ndef f(): pass", "which checks"),
        ("'hint'\nBREAKS = 'test_a'\ndef f(): pass", "which checks"),
        ("'hint'\nBREAKS = [1]\ndef f(): pass", "which checks"),
        ("def f(:", "not Python"),
    ],
)
def test_a_mistake_that_breaks_a_rule_is_one_sentence(assignment: Assignment, text: str, reason: str) -> None:
    path = assignment.grader_folder / "mistakes" / "bad.py"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CourseError, match=reason) as caught:
        read_mistakes(assignment)
    assert str(path) in str(caught.value)
