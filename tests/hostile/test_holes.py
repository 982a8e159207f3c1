"""Attacks on the lab ``neuron`` that once worked, beside the example class.

Each file in ``holes/`` broke a promise of docs/security.md. What it may get now is written down here.
"""

from __future__ import annotations

import csv
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

from bareme.reports.output import FEEDBACK_PAGE, GRADEBOOK, NOTEBOOK
from bareme.results.result import RESULT_FILE, Result, read_result
from hostile.aftermath import Aftermath
from hostile.outer import WORK, CannotConfine, run_confined
from hostile.world import CHECKOUT

HOLES = Path(__file__).parent / "holes"
CLASS = CHECKOUT / "examples" / "neuron"
HONEST = (
    "bernoulli-jacob.py",
    "bourbaki-nicolas.ipynb",
    "curie-marie.ipynb",
    "euler-leonhard.ipynb",
    "fermat-pierre.ipynb",
    "galois-evariste.ipynb",
    "hypatia.ipynb",
    "legendre-adrien-marie.ipynb",
    "lovelace-ada.ipynb",
    "pascal-blaise.ipynb",
)
WHOLE = 17.0
"""The points of all checks of the lab."""
FORGING = (
    "course_in_site_packages",
    "collude_accuracy",
    "collude_gradients",
    "collude_neuron",
    "collude_training",
    "grader_broadcast_bomb",
    "tiny",
    "sur_display",
    "sur_error",
    "sur_stream",
    "zmtp",
)
"""Those without a right value anywhere."""


@dataclass(frozen=True)
class Batch:
    """The outcome of grading the class."""

    results: dict[str, Result]
    """By file name."""
    out: Path
    aftermath: Aftermath
    log: str

    def of(self, attack: str) -> Result:
        (name,) = (name for name in self.results if name.startswith(f"{attack}."))
        return self.results[name]

    def shown(self, result: Result) -> str:
        folder = self.out / "students" / result.student.id
        return "".join((folder / name).read_text("utf-8") for name in (FEEDBACK_PAGE, NOTEBOOK))


@pytest.fixture(scope="module")
def batch(tmp_path_factory) -> Batch:
    copy = tmp_path_factory.mktemp("holes") / "world"
    sources = [*map(str, sorted(HOLES.iterdir())), *(str(CLASS / name) for name in HONEST)]
    command = ["grade", "neuron", *sources, "-o", f"{WORK}/out", "--course", str(CHECKOUT)]
    try:
        aftermath = run_confined(
            ["-m", "bareme", *command, "--isolation", "namespaces", "--workers", "3"],
            copy,
            seconds=3000,
            trusted=True,
        )
    except CannotConfine as reason:
        pytest.skip(f"attacks run in an outer namespace only, and there is none here: {reason}")
    results = [read_result(path) for path in (copy / "out").glob(f"students/*/{RESULT_FILE}")]
    log = (copy / "log.txt").read_text(errors="replace")
    return Batch({result.file.name: result for result in results}, copy / "out", aftermath, log)


def test_every_submission_has_a_result_and_the_terminal_shows_no_traceback(batch):
    assert batch.aftermath.exit_code == 0, batch.log
    assert len(batch.results) == len(HONEST) + len(list(HOLES.iterdir()))
    assert "Traceback" not in batch.log
    assert batch.aftermath.processes == ()


@pytest.mark.parametrize("attack", sorted(path.stem for path in HOLES.iterdir()))
def test_no_attack_is_left_undetermined(batch, attack):
    result = batch.of(attack)
    assert result.status == "graded", result.notes
    assert result.undetermined == ()


@pytest.mark.parametrize("attack", FORGING)
def test_nothing_is_earned_without_a_right_value(batch, attack):
    passed = [check.id for check in batch.of(attack).checks if check.status == "passed"]
    assert passed == []


@pytest.mark.parametrize("name", HONEST)
def test_honest_submissions_get_what_was_worked_out_by_hand(batch, name):
    expected = tomllib.loads((CLASS / "expected.toml").read_text("utf-8"))[name]
    scores = {exercise.id: exercise.score for exercise in batch.results[name].exercises}
    assert scores == pytest.approx(expected)


def test_the_page_of_a_notebook_that_ran_again_shows_no_hidden_input(batch):
    result = batch.of("pagecache_leak")
    ended = [check for check in result.checks if check.visibility == "hidden" and check.status != "passed"]
    assert ended, "the attack must have ended its process in a hidden check"
    shown = batch.shown(result)
    assert "first run" in shown
    assert "LEAKED HIDDEN" not in shown
    assert result.score < WHOLE


def test_the_solution_that_looks_for_inotify_instances_gets_none_and_all_its_points(batch):
    result = batch.of("inotify_exhaust")
    assert result.score == WHOLE
    assert set(re.findall(r"(\d+) errno", batch.shown(result))) == {"0"}


def test_a_message_in_endless_parts_is_the_limit_of_its_student(batch):
    messages = [cell.message for cell in batch.of("zmtp").cells]
    assert "Your code sent a message of more than 8 MiB to the grader and was stopped." in messages


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_gradebook_holds_no_formula(batch, separator):
    lines = (batch.out / GRADEBOOK).read_text("utf-8").splitlines()
    cells = [cell for row in csv.reader(lines, delimiter=separator) for cell in row]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
