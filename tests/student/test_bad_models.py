"""Broken models get a sentence each, and cost no other check anything."""

import pytest

from student.classroom import open_classroom

NOTEBOOK = """
import keras, numpy as np, tensorflow as tf
from keras import layers as L, ops
from bareme.datasets import load

(x, y), _ = load("mnist")
pixels = x.reshape(len(x), 784).astype("float32")
SPARSE = "sparse_categorical_crossentropy"

def stack(*layers):
    return keras.Sequential([L.Input((784,)), *layers])

def compiled(model, loss=SPARSE):
    model.compile(keras.optimizers.Adam(0.01), loss)
    return model

def trained(model, inputs, labels, loss=SPARSE):
    compiled(model, loss).fit(inputs, labels, epochs=2, batch_size=64, verbose=0)
    return model

good = trained(stack(L.Dense(10, activation="softmax")), pixels / 255, y)
# The weights of one that is good, in models that are not: no other training is needed.
weights = good.get_weights()

def with_good_weights(model):
    model.set_weights(weights)
    return model

nan = with_good_weights(stack(L.Dense(10, activation="softmax")))
nan.layers[0].bias.assign(np.full(10, np.nan))
infinite = with_good_weights(stack(L.Dense(10)))
infinite.layers[0].bias.assign(np.full(10, np.inf))
few = stack(L.Dense(5, activation="softmax"))
images = stack(L.Reshape((28, 28)))
two_outputs = keras.Model(good.inputs, [good.outputs[0], good.outputs[0]])
takes_images = keras.Sequential([L.Input((28, 28)), L.Flatten(), L.Dense(10, activation="softmax")])
sigmoids = with_good_weights(stack(L.Dense(10, activation="sigmoid")))
linear = with_good_weights(stack(L.Dense(10)))
one_number = stack(L.Dense(1))
numbers = keras.Model(good.inputs, ops.argmax(good.outputs[0], axis=-1))
untrained = compiled(stack(L.Dense(10, activation="softmax")))
not_compiled = stack(L.Dense(10, activation="softmax"))
# Batch normalisation without a centre learns the scale of the pixels, and nothing else undoes it.
unscaled = trained(
    stack(L.BatchNormalization(momentum=0.5, center=False), L.Dense(10, activation="softmax")), pixels, y
)
left_open = keras.Sequential([L.Dense(10, activation="softmax")])
act = L.ReLU()
twice = stack(L.Dense(4), act, L.Dense(4), act, L.Dense(10, activation="softmax"))
cut = keras.Model(good.inputs, good.outputs[0][:, :10])

def never_written(shape, dtype):
    "Memory that is never written to is never taken, so that these 2 GB cost nothing here."
    return tf.raw_ops.Empty(shape=shape, dtype=dtype)

huge = stack(L.Dense(637_756, kernel_initializer=never_written, name="huge"))
huge.layers[0].kernel_initializer = keras.initializers.Zeros()

# What works, however it was made.
built = keras.Sequential([L.Dense(10, activation="softmax")])
built.build((32, 784))
called = keras.Sequential([L.Dense(10, activation="softmax")])
called(pixels[:1])
input_dim = keras.Sequential([L.Dense(10, input_dim=784, activation="softmax")])
input_shape = keras.Sequential()
input_shape.add(L.Dense(10, input_shape=(784,)))
input_shape.add(L.Activation(tf.nn.softmax))
functional = keras.Model(entry := keras.Input((784,)), L.Dense(10, activation=tf.nn.softmax)(entry))
inner = keras.Model(entry := keras.Input((784,)), L.Dense(10)(entry))
nested = keras.Model(entry := keras.Input((784,)), inner(entry))
logits = compiled(stack(L.Dense(10)), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
one_hot = compiled(stack(L.Dense(10, activation="softmax")), "categorical_crossentropy")
works = [built, called, input_dim, input_shape, functional, nested, logits, one_hot]
works = [with_good_weights(model) for model in works]
"""
SUITE = '''
import numpy as np
import pytest

from bareme.checks import (
    assert_claim, assert_layers, assert_model_accuracy, assert_param_count, assert_probabilities,
)

NAMES = {names}


def held_out(data):
    return data.x_held_out.reshape(-1, 784) / np.float32(255)


@pytest.mark.exercise("models")
@pytest.mark.parametrize("name", NAMES)
def test_accuracy(student, data, name):
    """it recognises digits"""
    assert_model_accuracy(getattr(student, name), held_out(data), data.y_held_out, at_least=0.8)


@pytest.mark.exercise("models")
@pytest.mark.parametrize("name", ["sigmoids", "linear", "numbers", "nan", "good"])
def test_probabilities(student, data, name):
    """it predicts probabilities"""
    assert_probabilities(getattr(student, name), held_out(data), classes=10)


@pytest.mark.exercise("models")
@pytest.mark.parametrize("name", ["huge", "left_open", "twice", "good"])
def test_count(student, name):
    """it has 7,850 parameters"""
    assert_param_count(getattr(student, name), 7850)
    assert_layers(getattr(student, name), [("Dense", {{"activation": "softmax"}})])


@pytest.mark.exercise("models")
@pytest.mark.parametrize("index", range(8))
def test_works(student, data, index):
    """it works, however it was made"""
    model, good = student.works[index], student.good
    assert_param_count(model, 7850)
    for labels in (data.y_held_out, np.eye(10)[data.y_held_out]):
        assert_model_accuracy(model, held_out(data), labels, at_least=0.8)
        measured, right = (each.evaluate(held_out(data), labels).accuracy for each in (model, good))
        assert measured == right
'''
ACCURACY = {
    "nan": "The model predicts NaN for 100% of the samples.",
    "infinite": "The model predicts infinite for 100% of the samples.",
    "few": "The model predicts 5 numbers for each sample; one for each of 10 classes is expected.",
    "images": "The model predicts an array of shape (28, 28) for each sample, not a row of numbers.",
    "two_outputs": "The model has 2 outputs; one is expected.",
    "takes_images": "takes inputs of shape (28, 28); those it is asked with have shape (784,).",
    "one_number": "The model predicts one number for each sample; one for each of 10 classes is expected.",
    "numbers": "The model predicts class numbers; 10 probabilities are expected for each sample.",
    "untrained": "The model was never trained: its optimiser has not taken a single step.",
    "not_compiled": "The model was never compiled, so `fit` cannot have trained it.",
    "unscaled": "On pixels from 0 to 255 it does well: it was trained on unscaled pixels.",
    "left_open": "Your model does not know the shape of its inputs.",
    "twice": "stands more than once in one Sequential model of yours",
    "cut": "'GetItem' is not one",
    "huge": "Your model has 500,638,460 parameters (2 GB); at most 50,000,000",
}
OTHERS = {
    "test_probabilities[sigmoids]": "for a sample sum to ",
    "test_probabilities[linear]": "Is softmax the activation of its last layer?",
    "test_probabilities[numbers]": "The model predicts class numbers; 10 probabilities are expected",
    "test_probabilities[nan]": "The model predicts NaN for 100% of the samples.",
    "test_count[huge]": "Your model has 500,638,460 parameters (2 GB)",
    "test_count[left_open]": "Begin it with `keras.Input(shape=...)`.",
    "test_count[twice]": "Make a layer of its own for each place.",
}
SENTENCES = {f"test_accuracy[{name}]": words for name, words in ACCURACY.items()} | OTHERS


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    suite = SUITE.format(names=[*ACCURACY, "good"])
    with open_classroom(tmp_path_factory.mktemp("course"), {"bad": suite}) as classroom:
        yield classroom.grade("bad", [NOTEBOOK])


@pytest.mark.parametrize(("check", "words"), SENTENCES.items(), ids=SENTENCES)
def test_a_bad_model_fails_its_check_with_a_sentence_of_its_own(outcomes, check, words):
    assert words in outcomes[check].message
    assert outcomes[check].status == "failed"


def test_every_other_check_is_judged_and_passes(outcomes):
    others = {check: outcome for check, outcome in outcomes.items() if check not in SENTENCES}
    assert len(others) == 3 + 8
    assert {check: outcome.message for check, outcome in others.items() if outcome.status != "passed"} == {}


def test_no_two_of_them_get_the_same_words(outcomes):
    messages = [outcomes[f"test_accuracy[{name}]"].message for name in ACCURACY]
    assert len(set(messages)) == len(messages)
