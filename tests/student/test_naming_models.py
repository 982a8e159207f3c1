"""Mistakes in Keras models are recognised by architecture and settings."""

import numpy as np
import pytest

from bareme.course.solution import Mistake
from bareme.grading.mistakes import MistakeMatcher
from bareme.student.observations import Call
from bareme.student.student import Student

pytest_plugins = ["student.fixtures"]

ROOMY = {"cell_seconds": 120, "total_seconds": 240, "call_seconds": 120, "memory_mib": 4096}

SOLUTION = """
import keras
import numpy as np

def build(units):
    model = keras.Sequential([
        keras.Input((4,)),
        keras.layers.Dense(units, activation="relu"),
        keras.layers.Dense(3, activation="softmax"),
    ])
    model.compile(keras.optimizers.SGD(0.5), "categorical_crossentropy", metrics=["accuracy"])
    return model

def train(model, x, t, epochs):
    return model, model.fit(x, t, epochs=epochs, batch_size=5, validation_split=0.2, verbose=0)
"""

CHANGES = {
    "sigmoid_output": ('"softmax"', '"sigmoid"'),
    "linear_hidden": (', activation="relu"', ""),
    "other_units": ("Dense(units", "Dense(2 * units"),
    "adam": ("SGD", "Adam"),
    "small_step": ("SGD(0.5)", "SGD(0.05)"),
    "squared_error": ('"categorical_crossentropy"', '"mse"'),
    "no_metrics": ('metrics=["accuracy"]', "metrics=[]"),
    "no_hidden": ('        keras.layers.Dense(units, activation="relu"),\n', ""),
    "one_epoch": ("epochs=epochs", "epochs=1"),
    "all_samples": ("validation_split=0.2, ", ""),
    "validates_on_training": ("validation_split=0.2", "validation_data=(x, t)"),
    "default_batch": ("batch_size=5, ", ""),
}


def wrong_version(name):
    old, new = CHANGES[name]
    before, after = SOLUTION.split("def train")
    source = f"def train{after}" if old in after else before
    assert source.count(old) == 1
    return Mistake(name, f"hint of {name}", ("test_it",), (), source.replace(old, new))


def mistakes():
    known = [wrong_version(name) for name in CHANGES]
    functions = {mistake: "train" if "def train" in mistake.source else "build" for mistake in known}
    return [Mistake(m.name, m.hint, m.breaks, (functions[m],), m.source) for m in known]


STUDENT = """
import keras
import numpy as np
from tensorflow.keras import layers as L
from keras.models import Sequential

def right_added(units):
    model = Sequential(name="mine")
    model.add(L.Dense(units, input_dim=4, name="first"))
    model.add(L.Activation("relu"))
    model.add(L.Dense(3))
    model.add(L.Softmax())
    model.compile(optimizer=keras.optimizers.SGD(learning_rate=0.5),
                  loss=keras.losses.CategoricalCrossentropy(),
                  metrics=[keras.metrics.CategoricalAccuracy(name="accuracy")])
    return model

def right_functional(units):
    inputs = keras.Input((4,), name="pixels")
    hidden = keras.layers.ReLU()(keras.layers.Dense(units)(inputs))
    model = keras.Model(inputs, keras.layers.Dense(3, activation=keras.activations.softmax)(hidden))
    model.compile("sgd", "categorical_crossentropy", metrics=["accuracy"])
    model.optimizer.learning_rate = 0.5
    return model

def right_operations(units):
    inputs = keras.Input((4,))
    hidden = keras.ops.relu(keras.layers.Dense(units)(inputs))
    model = keras.Model(inputs, keras.activations.softmax(keras.layers.Dense(3)(hidden)))
    model.compile(keras.optimizers.SGD(0.5), "categorical_crossentropy", metrics=["accuracy"])
    return model

def functional(units, hidden="relu", output="softmax", optimizer=None, loss="categorical_crossentropy"):
    inputs = keras.Input((4,))
    x = keras.layers.Dense(units, activation=hidden)(inputs)
    model = keras.Model(inputs, keras.layers.Activation(output)(keras.layers.Dense(3)(x)))
    model.compile(optimizer or keras.optimizers.SGD(0.5), loss, metrics=["accuracy"])
    return model

def sigmoid_output(units): return functional(units, output="sigmoid")
def linear_hidden(units): return functional(units, hidden=None)
def other_units(units): return functional(2 * units)
def adam(units): return functional(units, optimizer=keras.optimizers.Adam(0.5))
def small_step(units): return functional(units, optimizer=keras.optimizers.SGD(0.05))
def squared_error(units): return functional(units, loss="mean_squared_error")

def no_metrics(units):
    model = functional(units)
    model.compile(keras.optimizers.SGD(0.5), "categorical_crossentropy")
    return model

def no_hidden(units):
    model = keras.Sequential([L.Dense(3, activation="softmax", input_shape=(4,))])
    model.compile(keras.optimizers.SGD(0.5), "categorical_crossentropy", metrics=["accuracy"])
    return model

def own_mistake(units): return functional(units + 1, hidden="tanh")
def two_mistakes(units): return functional(2 * units, hidden="tanh")
def tanh_and_small_step(units): return functional(units, "tanh", optimizer=keras.optimizers.SGD(0.05))

def build(units): return functional(units)
def one_epoch(model, x, t, epochs):
    return model, model.fit(x, t, batch_size=5, validation_split=0.2, verbose=0)
def all_samples(model, x, t, epochs):
    return model, model.fit(x, t, 5, epochs, verbose=0)
def default_batch(model, x, t, epochs):
    return model, model.fit(x, t, epochs=epochs, validation_split=0.2, verbose=0)
def right_fit(model, x, t, epochs):
    rest = x[16:], t[16:]
    history = model.fit(x=x[:16], y=t[:16], epochs=epochs, batch_size=5, validation_data=rest, verbose=0)
    return model, history
made = functional(6)
"""
BUILDERS = [
    "sigmoid_output",
    "linear_hidden",
    "other_units",
    "adam",
    "small_step",
    "squared_error",
    "no_metrics",
]
TRAINERS = ["one_epoch", "all_samples", "default_batch"]


@pytest.fixture(scope="module")
def student(keras_sandboxes):
    with keras_sandboxes.session(STUDENT, **ROOMY) as session:
        yield Student(session)


@pytest.fixture(scope="module")
def namer():
    return MistakeMatcher(SOLUTION, mistakes())


def named(namer, *calls):
    return namer({"test_it": calls}).get("test_it", (None, ""))[0]


def built(student, function, units=6):
    return Call("build", (units,), {}, getattr(student, function)(units))


@pytest.mark.parametrize("mistake", [*BUILDERS, "no_hidden"])
def test_a_model_with_a_mistake_is_named_in_another_style(student, namer, mistake):
    assert named(namer, built(student, mistake)) == mistake


@pytest.mark.parametrize("style", ["right_added", "right_functional", "right_operations", "build"])
def test_a_right_model_in_an_unusual_style_is_never_named(student, namer, style):
    assert named(namer, built(student, style)) is None


def test_another_mistake_is_not_named(student, namer):
    assert named(namer, built(student, "own_mistake")) is None


def test_a_mistake_is_named_beside_what_no_mistake_knows(student, namer):
    assert named(namer, built(student, "two_mistakes")) == "other_units"
    assert named(namer, built(student, "tanh_and_small_step")) == "small_step"


def test_models_in_a_container_are_found(student, namer):
    def pair(function):
        call = built(student, function)
        return Call("pairs", (6,), {}, {"models": [call.value], "count": 1})

    source = "\ndef pairs(units):\n    return {'models': [build(units)], 'count': 1}\n"
    wider = MistakeMatcher(SOLUTION + source, mistakes())
    assert named(wider, pair("adam")) == "adam"
    assert named(wider, pair("build")) is None


def training(student, function, epochs=3):
    """Returns the observations of a check that trains a model on 20 samples, 4 for validation."""
    x = np.linspace(0, 1, 80).reshape(20, 4)
    t = np.eye(3)[np.arange(20) % 3]
    model = student.build(6)
    arguments = (model.handle, x, t, epochs)
    value = getattr(student, function)(*arguments)
    return Call("build", (6,), {}, model), Call("train", arguments, {}, value)


@pytest.mark.parametrize("mistake", TRAINERS)
def test_a_mistake_in_training_is_named_by_its_history(student, namer, mistake):
    assert named(namer, *training(student, mistake)) == mistake


def test_a_right_training_is_not_named(student, namer):
    assert named(namer, *training(student, "right_fit")) is None


def test_a_call_on_a_model_of_the_notebook_explains_nothing(student, namer):
    _, call = training(student, "one_epoch")
    assert named(namer, call) is None
    made = student.made
    assert named(namer, Call("train", (made.handle, *call.arguments[1:]), {}, call.value)) is None
