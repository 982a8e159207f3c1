"""What a student has not begun to write is not attempted, whatever else has its name."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sandbox.sandboxes import Sandboxes

from bareme.errors import NotAttempted, StudentRaised
from bareme.student.student import Student
from bareme.submissions.template_cells import TemplateCell

pytest_plugins = ["sandbox.fixtures"]

PASS = "def {name}(x):\n    '''Doc.'''\n    # TODO\n    pass"
RAISES = "def {name}(x):\n    '''Doc.'''\n    # TODO\n    raise NotImplementedError"
FUNCTIONS = (
    "above",
    "untouched",
    "imported",
    "counted",
    "wrong",
    "elsewhere",
    "assigned",
    "replaced",
    "numbered",
)
RESULT = "# TODO\nraise NotImplementedError\nmade = 1"
TEMPLATE = (
    *(TemplateCell((PASS.format(name=name),), (name,)) for name in FUNCTIONS),
    TemplateCell((RAISES.format(name="looped"),), ("looped",)),
    TemplateCell(("choice = None",), ("choice",)),
    TemplateCell((RESULT,), (), ("made", "hidden")),
)
NOTEBOOK = (
    "def above(x):\n    return x",
    *(PASS.format(name=name) for name in FUNCTIONS if name != "wrong"),
    RAISES.format(name="looped"),
    "choice = None",
    RESULT,
    "from math import sqrt as imported\nfor looped in (abs, len):\n    pass\nfor made in range(3):\n    pass",
    "counted = 3\ndef wrong(x):\n    return None",
    "def elsewhere(x):\n    return 2 * x\nassigned = lambda x: 3 * x",
    "def replaced(x):\n    return x\nreplaced = 4",
    "numbered = 5",
    "def calls(x):\n    return elsewhere(x)",
)


@pytest.fixture(scope="module")
def student(sandboxes: Sandboxes) -> Iterator[Student]:
    with sandboxes.session(*NOTEBOOK) as session:
        yield Student(session, frozenset({*FUNCTIONS, "looped"}) - {"numbered"}, "allow", TEMPLATE)


@pytest.mark.parametrize(
    "name", ["untouched", "imported", "looped", "counted", "choice", "made", "hidden", "numbered"]
)
def test_an_untouched_stub_is_not_attempted_whatever_has_its_name(student: Student, name: str) -> None:
    with pytest.raises(NotAttempted) as caught:
        getattr(student, name)
    assert str(caught.value) == f"`{name}` is still to be written."


def test_a_stub_below_an_answer_is_named(student: Student) -> None:
    with pytest.raises(NotAttempted, match=r"`above` has the stub of cell 2 at the end"):
        _ = student.above


def test_a_function_that_returns_none_by_the_students_own_code_is_judged(student: Student) -> None:
    assert student.wrong(1) is None


def test_a_definition_or_an_assigned_function_in_another_cell_is_the_answer(student: Student) -> None:
    assert student.elsewhere(1) == 2
    assert student.assigned(1) == 3


def test_a_function_of_the_student_that_was_given_away_is_an_error(student: Student) -> None:
    with pytest.raises(StudentRaised, match="it is something else"):
        _ = student.replaced


def test_a_stub_is_not_replaced_in_a_run_with_right_functions(student: Student) -> None:
    names = {"untouched", "elsewhere"}
    corrected = student.corrected(names, "def untouched(x): return 7\ndef elsewhere(x): return 7")
    assert corrected.calls(1) == 7
    with pytest.raises(NotAttempted, match="`untouched`"):
        _ = corrected.untouched
