"""The assertions about Keras models, on models of a real notebook."""

import numpy as np
import pytest
from sklearn.datasets import load_digits

from bareme.checks import (
    assert_claim,
    assert_layers,
    assert_loss_decreases,
    assert_model_accuracy,
    assert_param_count,
    assert_probabilities,
)
from bareme.checks.accuracy import compute_wilson_interval
from bareme.student.kinds.history_kind import History
from bareme.student.student import Student

pytest_plugins = ["student.fixtures"]

NOTEBOOK = """
import keras, numpy as np
from keras import layers as L
from sklearn.datasets import load_digits

pixels, labels = load_digits(return_X_y=True)
pixels = (pixels * 255 / 16).astype("float32")
def train(scale, last="softmax", loss="sparse_categorical_crossentropy", epochs=8):
    layers = [L.Dense(32, activation="relu"), L.Dropout(0.1), L.Dense(10, activation=last)]
    model = keras.Sequential([L.Input((64,)), *layers])
    model.compile(keras.optimizers.Adam(0.02), loss)
    if epochs:
        model.fit(pixels / scale, labels, epochs=epochs, batch_size=64, verbose=0)
    return model

good = train(255)
def train_normalised(scale):
    "On pixels much smaller than those it was trained on, it sees no difference between two images."
    layers = [L.BatchNormalization(momentum=0.5, center=False), L.Dense(10, activation="softmax")]
    model = keras.Sequential([L.Input((64,)), *layers])
    model.compile(keras.optimizers.Adam(0.05), "sparse_categorical_crossentropy")
    model.fit(pixels / scale, labels, epochs=8, batch_size=64, verbose=0)
    return model

unscaled = train_normalised(1)
untrained = train(255, epochs=0)
logits = train(255, "linear", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
scores = keras.Sequential([L.Input((64,)), L.Dense(10)])
split = keras.Sequential([L.Input((8, 8)), L.Flatten(), L.Dense(10), L.Activation("softmax")])
pixel = keras.Input((64,))
hidden = keras.activations.tanh(L.Dense(6)(keras.ops.relu(L.Dense(8)(pixel))))
operations = keras.Model(pixel, keras.ops.softmax(L.Dense(10)(keras.activations.relu(L.Dense(4)(hidden)))))
body = keras.Sequential([L.Input((64,)), L.Dense(8), L.Activation("relu")])
nested = keras.Sequential([L.Input((64,)), body, L.Dense(10)])
other_axis = keras.Model(pixel, keras.ops.softmax(L.Dense(10)(pixel), axis=0))
window = L.Conv2D(6, 3, padding="same", kernel_regularizer=keras.regularizers.L1L2(0.01, 0.02))
picky = keras.Sequential([L.Input((8, 8, 1)), window])
number = 3
"""
PIXELS, LABELS = load_digits(return_X_y=True)
PIXELS = (PIXELS / 16).astype(np.float32)


@pytest.fixture(scope="module")
def student(keras_sandboxes):
    roomy = {"cell_seconds": 120, "total_seconds": 240, "call_seconds": 120, "memory_mib": 4096}
    with keras_sandboxes.session(NOTEBOOK, **roomy) as session:
        assert session.cells[0].message == ""
        yield Student(session)


def failure(function, *arguments, **keywords):
    with pytest.raises(AssertionError) as failed:
        function(*arguments, **keywords)
    return str(failed.value)


def test_the_right_number_of_parameters_passes_and_another_is_told_by_layer(student):
    assert_param_count(student.good, 64 * 32 + 32 + 32 * 10 + 10)
    assert_param_count(student.good, 0, trainable=False)
    message = failure(assert_param_count, student.good, 7850)
    assert message.startswith("The model has 2,410 parameters; 7,850 are expected.\nBy layer: dense")
    assert ": 2,080, " in message


def test_what_is_no_model_is_no_model(student):
    assert failure(assert_param_count, student.number, 3) == "A Keras model is expected, not the number 3."
    assert "nothing (None)" in failure(assert_layers, None, [])


def test_layers_are_compared_by_class_and_parameters(student):
    assert_layers(student.good, ["Dense", "Dropout", "Dense"])
    assert_layers(
        student.good,
        [
            ("Dense", {"units": 32, "activation": "relu", "kernel_initializer": "GlorotUniform"}),
            ("Dropout", {"rate": 0.1}),
            ("Dense", {"units": 10, "activation": "softmax"}),
        ],
    )
    assert_layers(
        student.picky,
        [("Conv2D", {"kernel_size": 3, "padding": "same", "kernel_regularizer": ("L1L2", {"l2": 0.02})})],
    )


def test_an_activation_may_be_a_layer_and_flatten_need_not_be_named(student):
    assert_layers(student.split, [("Dense", {"activation": "softmax"})])
    assert_layers(student.split, ["Flatten", "Dense", "Activation"])


def test_an_activation_may_be_an_operation_and_layers_may_be_nested(student):
    activations = {8: "relu", 6: "tanh", 4: "relu", 10: "softmax"}
    wanted = [("Dense", {"units": units, "activation": name}) for units, name in activations.items()]
    assert_layers(student.operations, wanted)
    assert_probabilities(student.operations, PIXELS, classes=10)
    assert_layers(student.nested, [("Dense", {"units": 8, "activation": "relu"}), ("Dense", {"units": 10})])
    assert_layers(student.nested, ["Sequential", "Dense"])
    # Over the samples, softmax is no activation of a layer.
    assert "has activation linear" in failure(
        assert_layers, student.other_axis, [("Dense", {"activation": "softmax"})]
    )


@pytest.mark.parametrize(
    ("layers", "words"),
    [
        (["Dense"], "The layers of the model are Dense, Dropout, Dense.\nExpected are Dense."),
        (["Dense", "Dense", "Dropout"], "Expected are Dense, Dense, Dropout."),
        ([("Dense", {"units": 100}), "Dropout", "Dense"], "has units 32; 100 is expected."),
        (["Dense", ("Dropout", {"rate": 0.2}), "Dense"], "(Dropout), has rate 0.1; 0.2 is expected."),
        (
            ["Dense", "Dropout", ("Dense", {"activation": "relu"})],
            "has activation softmax; relu is expected.",
        ),
        (
            [("Dense", {"kernel_regularizer": "L2"}), "Dropout", "Dense"],
            "kernel_regularizer none; L2 is expected",
        ),
    ],
)
def test_other_layers_are_told(student, layers, words):
    assert words in failure(assert_layers, student.good, layers)


def test_a_trained_model_passes_with_labels_of_any_form(student):
    for labels in (LABELS, np.eye(10)[LABELS]):
        assert_model_accuracy(student.good, PIXELS, labels, at_least=0.9, balanced=0.9)
    assert_model_accuracy(student.logits, PIXELS, LABELS, at_least=0.9)


def test_a_model_that_was_never_trained_is_told_so(student):
    message = failure(assert_model_accuracy, student.untrained, PIXELS, LABELS, at_least=0.9)
    assert "The accuracy is" in message
    assert "never trained" in message


def test_pixels_of_another_scale_than_it_was_trained_on_are_recognised(student):
    assert_model_accuracy(student.unscaled, PIXELS * 255, LABELS, at_least=0.9)
    message = failure(assert_model_accuracy, student.unscaled, PIXELS, LABELS, at_least=0.9)
    assert "it was trained on unscaled pixels" in message


def test_a_low_accuracy_of_another_cause_is_not_put_on_the_pixels(student):
    message = failure(assert_model_accuracy, student.good, PIXELS, np.roll(LABELS, 1), at_least=0.9)
    assert "pixels" not in message
    assert "never trained" not in message


def test_probabilities_pass_and_logits_do_not(student):
    assert_probabilities(student.good, PIXELS, classes=10)
    assert_probabilities(student.untrained, PIXELS, classes=10)
    message = failure(assert_probabilities, student.scores, PIXELS, classes=10)
    assert "softmax" in message
    assert "10 numbers for each sample" in failure(assert_probabilities, student.good, PIXELS, classes=12)


def test_a_history_may_be_given_for_its_losses():
    assert_loss_decreases(History({"loss": (2.0, 1.0)}, (0, 1), 5), by=0.5)
    assert "It rises" in failure(assert_loss_decreases, History({"loss": (1.0, 2.0)}, (0, 1), 5))
    assert "at least two" in failure(assert_loss_decreases, History({}, (), 5))


def test_the_interval_is_that_of_an_independent_implementation():
    from scipy.stats import binomtest

    for right, samples in ((9734, 10_000), (0, 50), (50, 50), (3, 7)):
        oracle = binomtest(right, samples).proportion_ci(0.999, method="wilson")
        assert compute_wilson_interval(right / samples, samples) == pytest.approx((oracle.low, oracle.high))


@pytest.mark.parametrize("claimed", [0.9734, 0.97, 0.978, np.float32(0.9734), np.array(0.9734)])
def test_a_claim_within_the_interval_passes(claimed):
    assert_claim(claimed, 0.9734, 10_000)


def test_a_claim_outside_is_told_with_both_numbers_and_the_interval():
    message = failure(assert_claim, 0.995, 0.9734, 10_000)
    low, high = compute_wilson_interval(0.9734, 10_000)
    assert all(text in message for text in ("0.995", "0.9734", "10,000", f"{low:.4f}", f"{high:.4f}"))


@pytest.mark.parametrize(
    ("claimed", "words"),
    [
        (97.34, "percent"),
        (-1, "report an accuracy of -1"),
        (np.nan, "from 0 to 1"),
        (None, "nothing (None)"),
        ("97 %", "the text"),
        ([0.97], "shape"),
        (True, "from 0 to 1"),
    ],
)
def test_a_claim_that_is_no_share_is_told(claimed, words):
    assert words in failure(assert_claim, claimed, 0.9734, 10_000)


@pytest.mark.parametrize(("measured", "samples"), [(1.5, 10), (0.5, 0), (float("nan"), 10)])
def test_an_impossible_measurement_is_a_mistake_of_the_suite(measured, samples):
    with pytest.raises(ValueError, match="measured"):
        assert_claim(0.5, measured, samples)
