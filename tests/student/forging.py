"""Grades forged models beside the honest notebook.

A forgery is run after ``BASE``: a model of 7,850 parameters that was never trained, an accuracy that it
never reached, and no history. It is compared with the honest notebook under it, which mostly is this one.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bareme.results.result import CheckOutcome
from student.classroom import Classroom

__all__ = ["BASE", "DEEP", "HARM", "SUITES", "Attempt", "Forgery", "attempt", "passed"]

SUITE: Final = '''
import numpy as np
import pytest

from bareme.checks.model_structure import assert_model
from bareme.checks import (
    assert_claim, assert_layers, assert_loss_decreases, assert_model_accuracy, assert_param_count,
    assert_probabilities,
)

exercise = pytest.mark.exercise("models")


def images(x):
    return x.reshape(-1, 784) / np.float32(255)


@exercise
def test_count(student):
    """it has 79,510 parameters"""
    assert_param_count(student.model, 79_510)


@exercise
def test_layers(student):
    """it has a hidden layer of 100 sigmoids"""
    hidden = ("Dense", {"units": 100, "activation": "sigmoid"})
    assert_layers(student.model, [hidden, ("Dense", {"units": 10, "activation": "softmax"})])


@exercise
def test_probabilities(student, data):
    """it predicts probabilities"""
    assert_probabilities(student.model, images(data.x_held_out), classes=10)


@exercise
def test_accuracy(student, data):
    """it recognises digits"""
    assert_model_accuracy(student.model, images(data.x_held_out), data.y_held_out, at_least=0.7)


@exercise
def test_claim(student, data):
    """the reported accuracy is true"""
    measured = assert_model(student.model).evaluate(images(data.x_held_out), data.y_held_out)
    assert_claim(student.accuracy, measured.accuracy, measured.samples)


@exercise
def test_settings(student):
    """it was compiled with SGD and a step of 0.5"""
    settings = assert_model(student.model).compilation
    assert settings is not None and settings.optimizer.class_name == "SGD", "not SGD"
    assert settings.optimizer.learning_rate == 0.5, "another step"


@exercise
def test_curve(student):
    """the loss falls"""
    assert_loss_decreases(student.history)


@exercise
def test_curve_is_true(student, data):
    """the last accuracy of the history is that of the model on the training images"""
    curve = getattr(student.history, "metrics", {}).get("accuracy", (None,))
    measured = assert_model(student.model).evaluate(images(data.x_train), data.y_train)
    assert_claim(curve[-1], measured.accuracy, measured.samples)
'''
SUITES: Final = {"forged": SUITE, "forged-strict": SUITE}
"""The second is of an assignment that refuses models with the student's own code."""
PREPARE: Final = """
import keras, numpy as np, types
from keras import layers
from bareme.datasets import load
(x_train, y_train), (x_test, y_test) = load("mnist")
x_train, x_test = (x.reshape(-1, 784).astype("float32") / 255 for x in (x_train, x_test))
accuracy, history = 0.99, None
"""
BASE: Final = """
model = keras.Sequential([keras.Input((784,)), layers.Dense(10, activation="softmax", name="dense")])
model.compile("adam", "sparse_categorical_crossentropy")
"""
DEEP: Final = """
hidden = layers.Dense(100, activation="sigmoid", name="hidden")
model = keras.Sequential([keras.Input((784,)), hidden, layers.Dense(10, activation="softmax", name="dense")])
model.compile("adam", "sparse_categorical_crossentropy")
"""
HARM: Final = "@HARM@"
"""In a source, stands for a file outside the sandbox that is there only if code of the student's ran
there."""


@dataclass(frozen=True)
class Forgery:
    """One attempt: its description, its cell and its result."""

    name: str
    source: str
    verdict: str
    under: str = BASE
    """The honest notebook that it is no better than."""
    gains: tuple[str, ...] = ()
    """The checks that pass all the same, since what they ask is the student's own word."""
    unverified: tuple[str, ...] = ()
    """The checks that pass, and that are marked as unverified; none where the assignment refuses these."""
    words: str = ""
    """A part of the sentence of ``check``."""
    check: str = "test_count"


@dataclass(frozen=True)
class Attempt:
    """The result of a forgery."""

    outcomes: dict[str, CheckOutcome]
    gained: frozenset[str]
    """The checks that it passes and the honest notebook does not, and that are not marked as unverified."""
    marked: frozenset[str]
    """Those that are."""
    harmed: bool
    """Whether code of it ran outside its sandbox."""


def passed(classroom: Classroom, slug: str, *cells: str) -> frozenset[str]:
    """Returns the checks that an honest notebook passes."""
    outcomes = classroom.grade(slug, [PREPARE, *cells])
    return frozenset(check for check, outcome in outcomes.items() if outcome.status == "passed")


def attempt(classroom: Classroom, slug: str, forgery: Forgery, honest: frozenset[str]) -> Attempt:
    """Grades a forgery beside the honest notebook."""
    harm = Path(classroom.course.root, "harm")
    outcomes = classroom.grade(slug, [PREPARE, BASE, forgery.source.replace(HARM, str(harm))])
    more = {check for check, outcome in outcomes.items() if outcome.status == "passed"} - honest
    marked = {check for check in more if outcomes[check].unverified}
    return Attempt(outcomes, frozenset(more - marked), frozenset(marked), harm.exists())
