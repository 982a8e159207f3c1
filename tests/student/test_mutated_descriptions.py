"""Any description is read or refused, and never crashes the grader."""

import contextlib

import keras
import numpy as np
import pytest

from bareme import wire
from bareme.checks import assert_layers, assert_loss_decreases, assert_model_accuracy, assert_probabilities
from bareme.errors import StudentError
from bareme.student.keras_config.description import read_description
from bareme.student.keras_config.parser import ModelRefused
from bareme.student.kinds.history_kind import HistoryKind, read_history
from bareme.student.layers import last_activation
from bareme.student.model import Model
from bareme.wire.kinds import keras as keras_export
from student.mutation import ODD, mutations, over_the_wire

layers = keras.layers


def chain():
    model = keras.Sequential(
        [
            keras.Input((6, 6, 1)),
            layers.Conv2D(2, 3, activation="relu", kernel_regularizer="l2"),
            layers.Flatten(),
            layers.Dropout(0.2),
            layers.Dense(2, activation="softmax"),
        ]
    )
    schedule = keras.optimizers.schedules.ExponentialDecay(0.1, 10, 0.9)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(schedule), loss, metrics=["accuracy"])
    return model


def graph():
    start = keras.Input((2,))
    shared = layers.Dense(2)
    model = keras.Model(start, layers.add([shared(start), shared(shared(start))]) + 1.0)
    model.compile("adam", "mean_squared_error")
    return model


def history():
    return graph().fit(np.zeros((8, 2)), np.zeros((8, 2)), epochs=2, verbose=0, validation_split=0.5)


def use_description(content):
    description = read_description(content)
    assert description.digest
    assert description.layers_digest
    assert description.parameters >= 0
    assert description.iterations is None or float(description.iterations) >= 0
    if description.architecture is not None:
        last_activation(description.architecture)
    if description.compilation is not None:
        optimizer = description.compilation.optimizer
        numbers = [value for value in optimizer.settings.values() if isinstance(value, int | float)]
        assert [float(value) for value in (*numbers, optimizer.learning_rate or 0.0)]


def use_history(content):
    given = read_history(content)
    assert given.steps is None or given.steps > 0
    HistoryKind().features(given)
    try:
        HistoryKind().draw(given, "history")
        assert_loss_decreases(given)
    except AssertionError:
        pass


@pytest.mark.parametrize(
    ("make", "use"), [(chain, use_description), (graph, use_description), (history, use_history)]
)
def test_anything_anywhere_is_read_or_refused(make, use):
    honest = over_the_wire(keras_export.describe_keras_object(make()))
    use(honest)
    count = refused = 0
    for path, changed in mutations(honest):
        count += 1
        try:
            use(changed)
        except StudentError:
            refused += 1
        except Exception as error:
            raise AssertionError(f"{type(error).__name__}: {error}, at {str(path)[:300]}") from error
    assert count > 10 * len(ODD)
    assert refused > count / 10


PREDICTIONS = [
    *(value for value in ODD if isinstance(value, np.ndarray)),
    *(
        np.zeros((2, 0)),
        np.zeros((2, 1)),
        np.full((2, 2), 1e308),
        np.full((2, 2), np.nan),
        np.zeros((2, 3, 4)),
    ),
    *(
        np.zeros(2, np.bool_),
        np.array([["a"], ["b"]]),
        np.full(2, 1 + 2j),
        np.full((2, 2), 2**62),
        np.zeros((3, 2)),
    ),
    *(np.full((2, 3), np.finfo(np.longdouble).max), np.array([[-1e308, 1e308], [1e308, 1e308]])),
]


@pytest.mark.parametrize(
    "answer", [*PREDICTIONS, [], {}, {"a": np.zeros(2)}, [np.zeros(2)] * 2, 3, "x"], ids=str
)
def test_a_model_that_speaks_for_itself_fails_whatever_it_predicts(answer):
    own = {
        "own_code": "the class M",
        "compile": {"loss": "sparse_categorical_crossentropy", "optimizer": "adam"},
    }

    def ask(action, request):
        return over_the_wire(own if action == "describe" else answer)

    inputs = np.array([[0.0, 1.0], [0.5, 0.25]])
    for use in (
        lambda model: assert_model_accuracy(model, inputs, [0, 1], at_least=1),
        lambda model: assert_probabilities(model, inputs, classes=2),
        lambda model: model.evaluate(inputs, np.array([0, 1])),
        lambda model: model.evaluate(inputs, np.array([[0, 1], [1, 0]])),
        lambda model: model.evaluate(inputs, np.array([0.5, 1.5])),
        lambda model: model.classify(inputs),
        lambda model: model.count_params(),
    ):
        model = Model(wire.Handle(1, "Model"), ask, None, lambda code: None, lambda description: None)
        with contextlib.suppress(AssertionError, StudentError), np.errstate(all="ignore"):
            use(model)


def test_a_model_of_a_student_that_is_no_description_is_refused_as_a_wrong_answer():
    with pytest.raises(ModelRefused):
        read_description(over_the_wire({"class_name": np.zeros(3), "config": {}, "own_code": ""}))
    with pytest.raises(AssertionError):
        assert_layers(np.zeros(3), ["Dense"])
