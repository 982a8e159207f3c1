"""The command `bareme validate --mutants` on a small course."""

import json
import os
from contextvars import copy_context

import pytest
from courses import make_course
from end_to_end.commands import assert_one_sentence, bareme
from rich.console import Console

from bareme.cli.console import set_language
from bareme.cli.mutant_table import make_mutant_table
from bareme.mutation.suite_measurement import ExerciseCounts, SuiteMeasurement, Survivor

KERAS = """
# %% exercise="predict"
import keras


def predict(x):
    return keras.ops.exp(x)


# %% exercise="fit"
def fit(x):
    return 0.0


# %% [markdown] answer="why"
# Because.
"""


@pytest.fixture
def course(tmp_path):
    return make_course(tmp_path / "course")


def measure(course, *arguments):
    cache = {"XDG_CACHE_HOME": str(course.root / "cache")}
    return bareme("validate", "--mutants", "--course", course.root, *arguments, env={**os.environ, **cache})


def test_survivors_are_shown_accepted_and_remembered(course):
    done = measure(course, "line", "--json", "--workers", "1")
    assert done.returncode == 1, done.stderr
    [found] = json.loads(done.stdout)
    exercises = {one["exercise"]: one for one in found["exercises"]}
    assert set(exercises) == {"predict", "fit"}
    for one in exercises.values():
        assert one["mutants"] == one["caught"] + one["surviving"] + one["equivalent"]
    # Its only check has the offset 1, and the mutant always takes that.
    [fixed] = [one for one in found["survivors"] if one["after"] == "offset = 1"]
    assert (fixed["exercise"], fixed["reason"]) == ("predict", "")
    assert fixed["difference"].startswith("predict(")
    assert measure(course, "line", "--json").stdout == done.stdout.replace(
        '"is_remembered": false', '"is_remembered": true'
    )
    known = "".join(f'"{one["id"]}" = "it is a tiny course"\n' for one in found["survivors"])
    (course.root / "graders/line/survivors.toml").write_text(known, "utf-8")
    done = measure(course, "line", "--workers", "1")
    assert done.returncode == 0, done.stdout
    assert "with reasons in survivors.toml" in done.stdout
    assert fixed["id"] not in done.stdout


def test_wrong_names_are_one_sentence(course):
    assert_one_sentence(measure(course, "lime"), "lime")
    assert_one_sentence(measure(course, "line", "--calibrate", "2"), "--mutants", "--calibrate")
    path = course.root / "graders/line/survivors.toml"
    for content, word in (
        ('"predict:axes:0" = "gone"', "predict:axes:0"),
        ('"predict:axes:0" = ""', "no reason"),
        ("predict", "TOML"),
    ):
        path.write_text(content, "utf-8")
        assert_one_sentence(measure(course, "line"), "survivors.toml", word)


def test_a_lab_with_models_is_refused_by_name_and_left_out_otherwise(course):
    (course.root / "solutions/line.py").write_text(KERAS, "utf-8")
    assert_one_sentence(measure(course, "line"), "line", "Keras")
    assert measure(course).returncode == 0


def test_a_stale_survivor_is_reported_and_a_known_one_is_not_shown():
    survivors = (
        Survivor("f:x:1", "e", "`f`: wrong.", "a", "b", "f(1): 2 -> 3"),
        Survivor("f:x:2", "e", "`f`: wrong.", "c", "d", "f(1): 2 -> 4", "it is right, too"),
    )
    counts = ExerciseCounts("e", mutants=10, caught=6, surviving=2, equivalent=2)
    measured = SuiteMeasurement("line", (counts,), survivors, ("f:x:3",), (), (), 1.0)
    assert counts.share == 0.75
    assert not measured.is_complete
    # A test before this one may have asked for another language.
    text = copy_context().run(render_in_english, measured)
    for words in ("f:x:1", "- a", "+ b", "f(1): 2 -> 3", "f:x:3 is no survivor any more", "75.0 %"):
        assert words in text
    assert "f:x:2" not in text


def render_in_english(measured):
    set_language("en")
    console = Console(width=100)
    with console.capture() as captured:
        console.print(make_mutant_table(measured))
    return captured.get()
