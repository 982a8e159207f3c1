"""Grades a short hostile class with bareme installed in each way."""

from __future__ import annotations

from pathlib import Path

import pytest
from installs import CHECKOUT

from hostile.classroom import ClassRun, grade_class
from hostile.course import CHECKS, MARKS
from hostile.declared import constants
from hostile.outer import CannotConfine

pytest_plugins = ["install_fixtures"]

HERE = Path(__file__).parent
ATTACKS = [
    HERE / "submissions" / f"{name}.py"
    for name in (
        "always_equal",
        "forge_iopub",
        "patch_grader",
        "patch_pytest",
        "read_held_out",
        "read_solution",
        "search_held_out",
        "search_memory",
        "steal_bytecode_caches",
        "steal_dataset_caches",
        "steal_git_history",
        "steal_other_submissions",
        "steal_synthetic_tables",
        "steal_with_bareme",
    )
]
HONEST = [HERE / "honest" / f"{name}.py" for name in ("forgot_to_divide", "right")]


@pytest.fixture(scope="module")
def run(installed, tmp_path_factory) -> ClassRun:
    try:
        return grade_class(
            [*ATTACKS, *HONEST],
            tmp_path_factory.mktemp("installed") / "world",
            "namespaces",
            workers=2,
            python=installed,
        )
    except CannotConfine as reason:
        pytest.skip(f"the hostile class runs in an outer namespace only, and there is none here: {reason}")


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda path: path.stem)
def test_an_attack_passes_only_what_its_code_earns_and_learns_no_secret(run, attack):
    passed = {check for check, status in run.statuses(attack.stem).items() if status == "passed"}
    assert passed <= set(constants(attack)["MAY_PASS"])
    assert run.results[attack.stem].undetermined == ()
    assert run.secrets_shown(attack.stem) == []


@pytest.mark.parametrize("honest", HONEST, ids=lambda path: path.stem)
def test_an_honest_submission_gets_what_its_code_earns(run, honest):
    assert run.statuses(honest.stem) == constants(honest)["EXPECTED"]
    assert set(run.statuses(honest.stem)) == set(CHECKS)


def test_nothing_is_left(run):
    assert run.survived
    assert (run.connections, run.aftermath.processes, run.aftermath.mounts) == (0, (), ())
    assert run.left_behind() == []


def test_the_mark_of_the_course_that_comes_along_is_in_its_solution():
    mark = MARKS["solution of bareme's own course"]
    assert mark in (CHECKOUT / "solutions" / "neuron.py").read_text(encoding="utf-8")
