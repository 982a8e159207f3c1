"""The example class gets the scores that were worked out for it by hand."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from commands import bareme
from real_data import real_data_folder

ROOT = Path(__file__).parents[2]
EXPECTED = tomllib.loads((ROOT / "examples" / "neuron" / "expected.toml").read_text("utf-8"))


def grade(out: Path, profile: str, env: dict[str, str] | None = None) -> dict[str, dict[str, object]]:
    source = ROOT / "examples" / "neuron"
    done = bareme("grade", "neuron", source, "--profile", profile, "-o", out, cwd=ROOT, env=env)
    assert done.returncode == 0, done.stderr
    results = [json.loads(path.read_text()) for path in out.glob("students/*/result.json")]
    return {result["file"]["name"]: result for result in results}


def scores(result: dict[str, object]) -> dict[str, float]:
    return {exercise["id"]: exercise["score"] for exercise in result["exercises"]}


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    return grade(tmp_path_factory.mktemp("class"), "mini")


def test_every_submission_was_graded(graded):
    assert graded.keys() == EXPECTED.keys()
    assert {result["status"] for result in graded.values()} == {"graded"}


@pytest.mark.parametrize("name", EXPECTED)
def test_submission_scores_what_was_worked_out(graded, name):
    assert scores(graded[name]) == pytest.approx(EXPECTED[name])


def test_the_endless_loop_is_a_timeout_and_nothing_else_is(graded):
    timeouts = {
        name: {check["exercise"] for check in result["checks"] if check["status"] == "timeout"}
        for name, result in graded.items()
    }
    assert {name for name, exercises in timeouts.items() if exercises} == {"zeno-of-elea.ipynb"}
    assert timeouts["zeno-of-elea.ipynb"] <= {"training", "accuracy"}


def test_the_whole_class_scores_the_same_on_the_real_data(tmp_path):
    folder = real_data_folder()
    if folder is None:
        pytest.skip("the real MNIST is not here; name its folder with BAREME_DATA")
    full = grade(tmp_path / "out", "full", {"BAREME_DATA": str(folder)})
    assert {name: scores(result) for name, result in full.items()} == {
        name: pytest.approx(expected) for name, expected in EXPECTED.items()
    }
