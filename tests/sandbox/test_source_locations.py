"""Locations of errors in the notebook, from claims that may be forged."""

from __future__ import annotations

import pytest
from nbformat import v4

from bareme.errors import StudentRaised, StudentTimeout
from bareme.results.evidence import SourceLocation
from bareme.sandbox.source_locations import locate_cell_error, locate_frames
from bareme.student.student import Student

pytest_plugins = ["sandbox.fixtures"]

TRACEBACK = [
    "\x1b[31m------\x1b[39m",
    "\x1b[31mTypeError\x1b[39m    Traceback (most recent call last)",
    "\x1b[36mCell\x1b[39m\x1b[36m \x1b[39m\x1b[32mIn[2]\x1b[39m\x1b[32m, line 1\x1b[39m\n---> 1 f(1)",
    "\x1b[36mCell\x1b[39m \x1b[32mIn[1]\x1b[39m\x1b[32m, line 2\x1b[39m, in \x1b[36mf\x1b[39m(x)",
    "TypeError: no",
]


def notebook(*sources, traceback=()):
    cells = [v4.new_code_cell(source, execution_count=number) for number, source in enumerate(sources, 1)]
    if traceback:
        cells[-1].outputs.append(v4.new_output("error", ename="", evalue="", traceback=list(traceback)))
    return v4.new_notebook(cells=[v4.new_markdown_cell("# Text"), *cells])


TWO = notebook("def f(x):\n    return x + 'a'", "f(1)", traceback=TRACEBACK)


def test_a_cell_stopped_at_its_own_line_and_then_at_the_innermost_one():
    assert locate_cell_error(TWO, 2) == (
        SourceLocation(cell=2, line=1),
        SourceLocation(cell=1, line=2, function="f"),
    )
    assert locate_cell_error(TWO, 1) == ()


@pytest.mark.parametrize(
    "traceback",
    [
        ["Cell In[9], line 1"],
        ["Cell In[2], line 7"],
        ["Cell In[2], line 0"],
        ["Cell In[1], line 1"],
        ["Cell In[999999999], line 99999999999"],
        [7, None, {}],
        ["x" * 10**6],
        ["\n" * 10**6],
        [" " * 10**6],
        ["\x1b[" * 10**5],
        None,
        7,
        {"a": 1},
    ],
)
def test_a_traceback_that_names_no_line_of_this_cell_first_says_nothing(traceback):
    made_up = notebook("a = 1", "b = 2", traceback=["text"])
    made_up.cells[2].outputs[0].traceback = traceback
    assert locate_cell_error(made_up, 2) == ()


def test_a_count_that_is_no_number_is_that_of_no_cell():
    strange = notebook("def f(x):\n    return x + 'a'", "f(1)", traceback=TRACEBACK)
    strange.cells[1].execution_count = ["hostile"]
    assert locate_cell_error(strange, 2) == (SourceLocation(cell=2, line=1),)


def said(line, text, function="f"):
    return {"line": line, "text": text, "function": function}


def test_a_line_is_found_in_the_last_cell_that_has_it_there():
    twice = notebook("def f(x):\n    return x", "def f(x):\n    return x", "x = 1\ny = 2")
    assert locate_frames(twice, [said(2, "return x")]) == (SourceLocation(cell=2, line=2, function="f"),)
    assert locate_frames(twice, [said(2, "y = 2", "<module>"), said(2, "return x")]) == (
        SourceLocation(cell=3, line=2),
        SourceLocation(cell=2, line=2, function="f"),
    )


@pytest.mark.parametrize(
    "words",
    [
        None,
        "line 2",
        [],
        [None],
        [said(1, "return x")],
        [said(0, "def f(x):")],
        [said(-1, "return x")],
        [said(True, "def f(x):")],
        [said(2.0, "return x")],
        [said(2, "")],
        [said(2, ["return x"])],
        [said(10**30, "return x")],
    ],
)
def test_words_of_the_sandbox_that_fit_no_line_are_passed_over(words):
    assert locate_frames(notebook("def f(x):\n    return x"), words) == ()


def test_the_name_of_a_function_is_cut_and_may_be_anything():
    (place,) = locate_frames(notebook("x = 1"), [said(1, "x = 1", "f" * 500)])
    assert len(place.function) == 120
    (place,) = locate_frames(notebook("x = 1"), [said(1, "x = 1", "f\ud83d")])
    assert place.function == "f\ufffd"
    (place,) = locate_frames(notebook("x = 1"), [said(1, "x = 1", {"a": 1})])
    assert place.function == ""


def test_a_name_that_was_never_made_leads_to_the_line_of_its_cell_that_raised(sandboxes):
    with sandboxes.session("def half(x):\n    return x / 0", "a = 1\nslope = half(a)") as session:
        student = Student(session)
        with pytest.raises(StudentRaised, match="never made") as caught:
            student.slope  # noqa: B018  # the look-up raises
    assert caught.value.places == (
        SourceLocation(cell=1, line=2),
        SourceLocation(cell=0, line=2, function="half"),
    )


def test_code_that_raised_or_ran_over_tells_where_it_began_and_where_it_ended(sandboxes):
    source = "def inner(x):\n    while x: pass\n    return 1 / x\n\ndef outer(x):\n    return inner(x)"
    with sandboxes.session("import numpy as np", source, call_seconds=1) as session:
        student = Student(session)
        with pytest.raises(StudentRaised) as raised:
            student.outer(0)
        with pytest.raises(StudentTimeout) as stopped:
            student.outer(1)
    began = SourceLocation(cell=1, line=6, function="outer")
    assert raised.value.places == (began, SourceLocation(cell=1, line=3, function="inner"))
    assert stopped.value.places == (began, SourceLocation(cell=1, line=2, function="inner"))
