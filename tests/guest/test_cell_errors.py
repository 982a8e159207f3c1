"""A statement that raises does not take the definitions below it along."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sandbox.sandboxes import Sandboxes

from bareme.errors import NotAttempted, StudentError
from bareme.grading.cell_records import record_cells
from bareme.i18n.catalogs import translations
from bareme.i18n.messages import as_message
from bareme.sandbox.session import NotebookSession
from bareme.student.student import Student

pytest_plugins = ["sandbox.fixtures"]

STAR = """from public_tests import *
import numpy as np, json

K, L = 3, [1, -2]


def tripled(x):
    return K * np.abs(x)


ran = [tripled(1)]
L.append(4)
json.own = 5
json.own = 6
class Gone(Base): pass
class Net:
    # 7 layers
    layers = 7
!echo shell"""
PICTURE = """x = 1
with open(
    "no.png"
) as f:
    pass
@staticmethod
def shown(): return 2"""
TODO = """def begin():
    raise NotImplementedError
made = begin()
GIVEN = 4
later = made"""
LEAVES = ["raise KeyboardInterrupt\nafter_interrupt = 1", "raise SystemExit\nafter_exit = 1"]
ENDLESS = "while True: pass\nafter_time = 1"
UNREADABLE = "def read(): return 1\ndef unreadable(:\nunread = 1"
LAST = "f = 1\n1 / 0\n# the end"


@pytest.fixture(scope="module")
def session(sandboxes: Sandboxes) -> Iterator[NotebookSession]:
    cells = (STAR, PICTURE, TODO, *LEAVES, ENDLESS, UNREADABLE, LAST)
    with sandboxes.session(*cells, cell_seconds=5) as opened:
        yield opened


@pytest.fixture(scope="module")
def student(session: NotebookSession) -> Student:
    return Student(session)


def test_the_cell_still_fails_with_its_first_error(session: NotebookSession) -> None:
    assert session.cells[0].status == "error"
    assert session.cells[0].message == "ModuleNotFoundError: No module named 'public_tests'"
    assert session.cells[1].message.startswith("FileNotFoundError")


def test_definitions_imports_and_constants_below_the_error_are_there(student: Student) -> None:
    assert student.tripled(-2) == 6
    assert (student.K, student.shown(), student.GIVEN) == (3, 2, 4)


def test_nothing_else_is_run(student: Student) -> None:
    assert student.L == [1, -2]
    for name in ("ran", "Gone", "after_interrupt", "after_exit", "after_time", "unread", "read"):
        with pytest.raises(StudentError, match=name):
            getattr(student, name)


def test_a_name_whose_statement_met_the_todo_is_not_attempted(student: Student) -> None:
    for name in ("made", "later"):
        with pytest.raises(NotAttempted, match=name):
            getattr(student, name)


def test_a_definition_that_raises_says_so_and_the_next_one_is_run(session: NotebookSession) -> None:
    text = "".join(output.get("text", "") for output in session.notebook.cells[0].outputs)
    assert "line 15, run after the error, raised NameError: name 'Base' is not defined" in text
    assert "layers" not in text


def test_the_record_says_which_lines_were_run(session: NotebookSession) -> None:
    rest = [record.rest for record in record_cells(session.notebook, session.cells)]
    assert rest[0].endswith(": 2, 4, 7-8, 15-18. These were not run: 11-14, 19.")
    assert rest[1].endswith("since they only define or import something: 6-7.")
    assert rest[2].endswith(": 4. These were not run: 5.")
    assert rest[5:] == ["", "", ""]
    french = as_message(rest[1]).render(translations("fr"))
    assert french.startswith("Les lignes sous l’erreur ont tout de même été exécutées")


def test_the_lines_of_a_script_are_numbered_as_in_its_file(session: NotebookSession) -> None:
    cell = session.notebook.cells[1]
    cell.metadata["bareme"] = {"line": 41}
    try:
        assert record_cells(session.notebook, session.cells)[1].rest.endswith(": 46-47.")
    finally:
        del cell.metadata["bareme"]
