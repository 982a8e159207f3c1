"""The example classes get the scores that were worked out for them by hand."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from commands import bareme
from real_data import real_data_folder

ROOT = Path(__file__).parents[2]
EXPECTED = {
    path.parent.name: tomllib.loads(path.read_text("utf-8"))
    for path in sorted((ROOT / "examples").glob("*/expected.toml"))
}
"""By assignment and file the points of each exercise."""


def grade(
    slug: str, out: Path, profile: str, env: dict[str, str] | None = None
) -> dict[str, dict[str, object]]:
    source = ROOT / "examples" / slug
    done = bareme("grade", slug, source, "--profile", profile, "-o", out, cwd=ROOT, env=env)
    assert done.returncode == 0, done.stderr
    results = [json.loads(path.read_text()) for path in out.glob("students/*/result.json")]
    return {result["file"]["name"]: result for result in results}


def scores(result: dict[str, object]) -> dict[str, float]:
    return {exercise["id"]: exercise["score"] for exercise in result["exercises"]}


@pytest.fixture(scope="module")
def classes(tmp_path_factory):
    """Grades each class when it is first asked for."""
    graded: dict[str, dict[str, dict[str, object]]] = {}

    def of(slug):
        if slug not in graded:
            graded[slug] = grade(slug, tmp_path_factory.mktemp(slug), "mini")
        return graded[slug]

    return of


@pytest.mark.parametrize("slug", EXPECTED)
def test_every_submission_was_graded(classes, slug):
    assert classes(slug).keys() == EXPECTED[slug].keys()
    assert {result["status"] for result in classes(slug).values()} == {"graded"}


@pytest.mark.parametrize(("slug", "name"), [(slug, name) for slug in EXPECTED for name in EXPECTED[slug]])
def test_submission_scores_what_was_worked_out(classes, slug, name):
    assert scores(classes(slug)[name]) == pytest.approx(EXPECTED[slug][name])


def test_the_endless_loop_is_a_timeout_and_nothing_else_is(classes):
    timeouts = {
        name: {check["exercise"] for check in result["checks"] if check["status"] == "timeout"}
        for name, result in classes("neuron").items()
    }
    assert {name for name, exercises in timeouts.items() if exercises} == {"zeno-of-elea.ipynb"}
    assert timeouts["zeno-of-elea.ipynb"] <= {"training", "accuracy"}


def test_the_class_of_the_neuron_scores_the_same_on_the_real_data(tmp_path):
    folder = real_data_folder()
    if folder is None:
        pytest.skip("the real MNIST is not here; name its folder with BAREME_DATA")
    full = grade("neuron", tmp_path / "out", "full", {"BAREME_DATA": str(folder)})
    assert {name: scores(result) for name, result in full.items()} == {
        name: pytest.approx(expected) for name, expected in EXPECTED["neuron"].items()
    }
