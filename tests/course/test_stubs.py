"""An author declares what stands in place of the solution."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from courses import ASSIGNMENT, make_course

from bareme.course.course import Assignment
from bareme.course.stubs import (
    cut_solution,
    find_template_cells,
    read_released_cells,
    select_released_cells,
)
from bareme.errors import CourseError
from bareme.submissions.notebook import make_cell, make_notebook
from bareme.submissions.template_cells import TemplateCell

FUNCTION = """def f(x):
    '''Twice x.'''
    y = None
    # BEGIN SOLUTION double it
    y = 2 * x
    # END SOLUTION
    return y"""
RESULT = """n = 3
# BEGIN SOLUTION
helper = 2
W = n * helper
# END SOLUTION
loss = f(W)"""
CHOICE = "answer = None\n# BEGIN SOLUTION\nanswer = 'b'\n# END SOLUTION"
GIVEN = "def given(x):\n    return x"


def declare(folder: Path, line: str) -> Assignment:
    course = make_course(folder)
    path = folder / "graders/line/assignment.toml"
    path.write_text(f"{line}\n{ASSIGNMENT}", encoding="utf-8")
    return course.assignment("line")


@pytest.mark.parametrize(
    ("stub", "expected"),
    [
        ("pass", "    # TODO: double it\n    pass\n"),
        ("# START CODE HERE\n\nz = ...", "    # TODO: double it\n    # START CODE HERE\n\n    z = ...\n"),
        ("", "    # TODO: double it\n"),
    ],
)
def test_a_region_becomes_the_declared_stub_at_its_indentation(stub: str, expected: str) -> None:
    assert cut_solution(FUNCTION, None, stub) == (
        f"def f(x):\n    '''Twice x.'''\n    y = None\n{expected}    return y"
    )


@pytest.mark.parametrize(
    ("line", "stub"),
    [
        ("", "raise NotImplementedError"),
        ('stub = ""', ""),
        ('stub = "..."', "..."),
        ("stub = '''\n# START CODE HERE\nreturn None\n'''", "# START CODE HERE\nreturn None"),
    ],
)
def test_the_stub_is_declared_in_the_assignment_file(tmp_path: Path, line: str, stub: str) -> None:
    assert declare(tmp_path, line).settings.stub == stub


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('stub = "W = "', r"at 'stub': a stub is Python code \(invalid syntax\), not 'W = '"),
        ("stub = false", "at 'stub': input should be a valid string, not False"),
        (r'stub = "x\u0000"', "a stub is Python code"),
        ('stubs = "pass"', "unknown key 'stubs'"),
    ],
)
def test_a_stub_that_is_no_code_is_one_sentence(tmp_path: Path, line: str, reason: str) -> None:
    with pytest.raises(CourseError, match=reason):
        declare(tmp_path, line)


def test_the_template_tells_stubs_from_what_is_given() -> None:
    sources = (GIVEN, FUNCTION, RESULT, CHOICE)
    solution = make_notebook([make_cell("code", source, f"c{k}", {}) for k, source in enumerate(sources)], {})
    cut = [cut_solution(source, None, "pass") for source in sources]
    english, french = (
        make_notebook(
            [make_cell("code", text.replace("Twice", word), f"c{k}", {}) for k, text in enumerate(cut)], {}
        )
        for word in ("Twice", "Le double de")
    )
    assert find_template_cells(solution, [english, french]) == (
        TemplateCell((GIVEN,)),
        TemplateCell((cut[1],), ("f",)),
        TemplateCell((cut[2],), (), ("n", "helper", "W", "loss")),
        TemplateCell((cut[3],), ("answer",)),
    )


def test_a_template_that_reads_back_as_other_cells_is_left_out() -> None:
    solution, template, other = (
        make_notebook([make_cell("code", text, f"c{k}", {}) for k, text in enumerate(texts)], {})
        for texts in ([CHOICE], ["answer = None"], ["answer =", "None"])
    )
    expected = (TemplateCell(("answer = None",), ("answer",)),)
    assert find_template_cells(solution, [template, other]) == expected
    assert find_template_cells(solution, [other]) == ()


def test_students_get_the_names_that_the_public_checks_ask_for_and_no_others() -> None:
    cells = (
        TemplateCell(("def f(x): pass",), ("f",)),
        TemplateCell(("pass",), (), ("helper", "W")),
        TemplateCell(("W = 0",)),
        TemplateCell(("print(W)",)),
        TemplateCell(("answer = None",), ("answer",)),
    )
    suite = "def test_w(student):\n    assert_close(student.W, student.f(1))"
    assert select_released_cells(cells, suite) == (
        cells[0],
        TemplateCell(("pass",), (), ("W",)),
        cells[2],
    )


@pytest.mark.parametrize("content", ["[", "[]", '{"template": 3}', '{"template": [{"sources": 3}]}'])
def test_damaged_settings_of_a_released_copy_are_one_sentence(tmp_path: Path, content: str) -> None:
    assignment = make_course(tmp_path).assignment("line")
    (assignment.grader_folder / "assignment.json").write_text(content)
    with pytest.raises(CourseError, match=r"assignment\.json is damaged"):
        read_released_cells(assignment)


def test_settings_without_a_template_know_no_stub(tmp_path: Path) -> None:
    assignment = make_course(tmp_path).assignment("line")
    (assignment.grader_folder / "assignment.json").write_text(json.dumps({"slug": "line"}))
    assert read_released_cells(assignment) == ()
