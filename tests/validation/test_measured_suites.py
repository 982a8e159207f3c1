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
import numpy as np


def build(inputs):
    # BEGIN SOLUTION
    return keras.Sequential([keras.Input(shape=(inputs,)), keras.layers.Dense(3, activation="relu")])
    # END SOLUTION


# %% exercise="fit"
def count_units(model):
    # BEGIN SOLUTION
    return model.layers[-1].units
    # END SOLUTION


# %% [markdown] answer="why"
# Because.
"""
KERAS_PUBLIC = """\
import pytest
from bareme.checks import assert_layers


@pytest.mark.exercise("predict")
def test_layers(student):
    '''build has a layer of three units with ReLU'''
    assert_layers(student.build(5), [("Dense", {"units": 3, "activation": "relu"})])
"""
KERAS_HIDDEN = """\
import pytest
from bareme.checks import assert_close


@pytest.mark.exercise("fit")
def test_units(student):
    '''count_units counts those of the last layer'''
    assert_close(student.count_units(student.build(2).handle), 3)


@pytest.mark.exercise("fit")
def test_notebook(student):
    '''the notebook has kept something'''
    assert student.kept
"""


@pytest.fixture
def course(tmp_path):
    return make_course(tmp_path / "course")


def measure(course, *arguments, **more):
    variables = {**os.environ, "XDG_CACHE_HOME": str(course.root / "cache"), **more}
    return bareme("validate", "--mutants", "--course", course.root, *arguments, env=variables)


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
    # Lines are not broken where the output is no terminal.
    lines = measure(course, "line", COLUMNS="20").stdout.splitlines()
    assert {"  + offset = 1", f"  {fixed['difference']}"} <= set(lines)
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


def test_models_are_built_compared_and_given_to_functions(course):
    (course.root / "solutions/line.py").write_text(KERAS, "utf-8")
    (course.root / "graders/line/test_public.py").write_text(KERAS_PUBLIC, "utf-8")
    (course.root / "graders/line/test_hidden.py").write_text(KERAS_HIDDEN, "utf-8")
    done = measure(course, "line", "--json", "--workers", "1")
    assert done.returncode == 1, done.stderr
    [found] = json.loads(done.stdout)
    assert found["left_out"] == ["test_notebook"]
    exercises = {one["exercise"]: one for one in found["exercises"]}
    # Of the layer: 3 other activations, 4 other numbers of units, no biases, missing, twice. Of the function:
    # 5 fixed inputs, and nothing returned. No check counts the parameters, so these survive: no biases, and 1
    # or 10 inputs. No model has 0, 0.1 or 0.5 of them.
    counts = [exercises["predict"][name] for name in ("mutants", "caught", "surviving", "equivalent")]
    assert counts == [16, 13, 3, 0]
    survivors = {
        one["after"]: one["difference"] for one in found["survivors"] if one["exercise"] == "predict"
    }
    assert {after for after in survivors if "=" in after[:9]} == {"inputs = 1", "inputs = 10"}
    assert survivors["inputs = 1"] == "build(5): {'input shape': (None, 5)} -> {'input shape': (None, 1)}"
    [without] = [after for after in survivors if "use_bias=False" in after]
    assert survivors[without].startswith("build(5): {'0.use_bias': True} -> {'0.use_bias': False}")
    # The number of units: 11 changes of a result, of which 4 keep the number; another layer; no result.
    counts = [exercises["fit"][name] for name in ("mutants", "caught", "surviving", "equivalent")]
    assert counts == [13, 9, 0, 4]


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
