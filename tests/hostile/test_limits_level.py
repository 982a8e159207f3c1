"""At the level ``limits``, killing the fork server costs other submissions nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from hostile.classroom import grade_class
from hostile.declared import constants
from hostile.outer import CannotConfine

HERE = Path(__file__).parent
KILLER = HERE / "submissions" / "break_kill_server.py"
HONEST = [HERE / "honest" / f"{name}.py" for name in ("right", "forgot_to_divide", "loops", "blank")]


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    copy = tmp_path_factory.mktemp("limits") / "world"
    try:
        return grade_class([KILLER, *HONEST], copy, "limits", workers=2)
    except CannotConfine as reason:
        pytest.skip(f"there is no outer namespace here: {reason}")


@pytest.mark.parametrize("honest", HONEST, ids=lambda path: path.stem)
def test_the_others_get_what_their_code_earns(graded, honest):
    assert graded.survived
    assert graded.statuses(honest.stem) == constants(honest)["EXPECTED"]


def test_the_one_at_fault_is_left_to_a_person_who_reads_what_happened(graded):
    result = graded.results[KILLER.stem]
    assert (result.status, result.score) == ("undetermined", 0)
    [note] = result.notes
    assert "so did one that served no other submission" in note


def test_nothing_is_alive_and_nothing_left(graded):
    assert graded.aftermath.processes == ()
    assert graded.left_behind() == []
