"""Public checks of the lab "Back-propagation by hand".

Run them on your own file with ``bareme check mlp-backprop.ipynb``. Every expected value below was worked
by hand; ln 3 = 1.0986 appears so often because sigmoid(ln 3) is exactly 3/4, and so is the first number of
softmax([ln 3, 0]).
"""

import numpy as np
import pytest

from bareme.checks import (
    as_array,
    assert_close,
    assert_figure,
    assert_loss_decreases,
    assert_values,
)
from bareme.i18n import msg

LN3 = 1.0986122886681098


def assert_network(value, features, hidden, classes, name="parameters"):
    """Demands a dictionary with the four arrays of a network, and returns them as finite floats."""
    shapes = {"W1": (features, hidden), "b1": (hidden,), "W2": (hidden, classes), "b2": (classes,)}
    assert isinstance(value, dict), msg(
        '%(name)s should be a dictionary with the keys "W1", "b1", "W2" and "b2".', name=name
    )
    assert set(value) == set(shapes), msg(
        'The keys of %(name)s should be "W1", "b1", "W2" and "b2", and no others.', name=name
    )
    return {key: as_array(value[key], shape, name=f'{name}["{key}"]') for key, shape in shapes.items()}


# The network and its parameters


@pytest.mark.exercise(
    "count", hint="A layer has a weight for each input of each neuron. What else has a neuron?"
)
def test_count_values(student):
    """parameter_count is right for a small network and for the one of this lab"""
    assert_close(student.parameter_count(3, 2, 2), 14, name="parameter_count(3, 2, 2)")
    assert_close(student.parameter_count(784, 100, 10), 79_510, name="parameter_count(784, 100, 10)")


# Where to start


@pytest.mark.exercise("initialise", hint="Look at the table in exercise 1: which shape has each array?")
def test_initialise_shapes(student):
    """initialise returns four arrays of the right shapes, the biases 0"""
    parameters = assert_network(student.initialise(5, 4, 3, seed=0), 5, 4, 3)
    assert_close(parameters["b1"], np.zeros(4), name='parameters["b1"]')
    assert_close(parameters["b2"], np.zeros(3), name='parameters["b2"]')


@pytest.mark.exercise("initialise", hint="What would two hidden neurons do that start with the same weights?")
def test_initialise_breaks_symmetry(student):
    """initialise gives different weights to each hidden neuron and to each output"""
    parameters = assert_network(student.initialise(6, 5, 4, seed=3), 6, 5, 4)
    for key in ("W1", "W2"):
        columns = np.unique(parameters[key], axis=1).shape[1]
        wanted = parameters[key].shape[1]
        assert columns == wanted, msg(
            'parameters["%(key)s"] has %(columns)s different column(s), where %(wanted)s are needed: '
            "neurons that start alike stay alike.",
            key=key,
            columns=columns,
            wanted=wanted,
        )


# Forward


def small_network():
    """A network with 2 inputs, 2 hidden neurons and 2 outputs, whose outputs can be worked by hand."""
    return {
        "W1": np.array([[LN3, -LN3], [-LN3, LN3]]),
        "b1": np.array([0.0, 2 * LN3]),
        "W2": np.array([[4 * LN3, 0.0], [-4 * LN3, 0.0]]),
        "b2": np.array([3 * LN3, LN3]),
    }


@pytest.mark.exercise("forward", points=0.5, hint="First X @ W1 + b1 for all samples, then the sigmoid.")
def test_forward_hidden(student):
    """forward: the outputs h of the hidden layer are right on two samples worked by hand"""
    h, _ = assert_values(student.forward(np.array([[0.0, 0.0], [1.0, 0.0]]), small_network()), "h", "p")
    # the sums are (0, 2 ln 3) and (ln 3, ln 3), and sigmoid(2 ln 3) = 9/10
    assert_close(h, np.array([[0.5, 0.9], [0.75, 0.75]]), name="h")


@pytest.mark.exercise(
    "forward", points=0.5, hint="The softmax goes over the K outputs of each sample: h @ W2 + b2."
)
def test_forward_probabilities(student):
    """forward: the probabilities p are right on two samples worked by hand"""
    network = small_network()
    network["b1"] = np.zeros(2)
    X = np.array([[1.0, 0.0], [0.0, 0.0]])
    _, p = assert_values(student.forward(X, network), "h", "p")
    # h is (3/4, 1/4) and (1/2, 1/2); the sums are (5 ln 3, ln 3) and (3 ln 3, ln 3): powers of 3 beside 3
    assert_close(p, np.array([[81 / 82, 1 / 82], [0.9, 0.1]]), name="p")


# The cross-entropy


@pytest.mark.exercise(
    "loss", points=0.3, hint="Only the probability of the right class counts: -ln of it, in the mean."
)
def test_loss_values(student):
    """cross_entropy is right on four samples worked by hand"""
    t = np.eye(3)[[0, 1, 1, 1]]
    p = np.array([[0.5, 0.25, 0.25], [0.5, 0.25, 0.25], [0.25, 0.5, 0.25], [0.125, 0.5, 0.375]])
    # (ln 2 + ln 4 + ln 2 + ln 2) / 4 = 5/4 ln 2
    assert_close(student.cross_entropy(t, p), 0.8664340, atol=1e-6, name="the loss")


# Backward


def five_samples():
    """Five samples with their targets, a network, and what its forward pass is taken to have given.

    The errors p - t of the first output are -1/4, 1/2, 1/2, 1/4 and 3/4, those of the second the opposite.
    """
    X = np.array([[1.0, 2.0], [0.0, -1.0], [2.0, 0.0], [1.0, 1.0], [0.0, 1.0]])
    t = np.eye(2)[[0, 1, 1, 1, 1]]
    network = {
        "W1": np.zeros((2, 2)),
        "b1": np.zeros(2),
        "W2": np.array([[1.0, -1.0], [2.0, 4.0]]),
        "b2": np.zeros(2),
    }
    h = np.array([[0.5, 0.25], [0.5, 0.75], [0.25, 0.5], [0.5, 0.5], [0.75, 0.5]])
    p = np.array([[0.75, 0.25], [0.5, 0.5], [0.5, 0.5], [0.25, 0.75], [0.75, 0.25]])
    return X, t, network, h, p


@pytest.mark.exercise(
    "backward", points=0.5, hint="Work delta_2 first: (p - t) / N. The input of this layer is h."
)
def test_backward_output_layer(student):
    """backward: the gradients of W2 and b2 are right on five samples worked by hand"""
    gradients = assert_network(student.backward(*five_samples()), 2, 2, 2, "the gradients")
    W2, b2 = [[3 / 16, -3 / 16], [17 / 80, -17 / 80]], [7 / 20, -7 / 20]
    assert_close(gradients["W2"], np.array(W2), name="the gradient of W2")
    assert_close(gradients["b2"], np.array(b2), name="the gradient of b2")


@pytest.mark.exercise(
    "backward", points=0.5, hint="Work delta_1 by hand for one sample; then its product with X."
)
def test_backward_hidden_layer(student):
    """backward: the gradients of W1 and b1 are right on five samples worked by hand"""
    gradients = assert_network(student.backward(*five_samples()), 2, 2, 2, "the gradients")
    # with the errors (-1, 2, 2, 1, 3) / 20 of the first output, delta_2 @ W2.T is (2, -2) times each of
    # them, and delta_1 is that times h (1 - h)
    W1, b1 = [[3 / 40, -17 / 160], [-3 / 160, -1 / 40]], [23 / 160, -27 / 160]
    assert_close(gradients["W1"], np.array(W1), name="the gradient of W1")
    assert_close(gradients["b1"], np.array(b1), name="the gradient of b1")


# Update


@pytest.mark.exercise(
    "update", points=0.4, hint="Against the gradient: the parameter minus the rate times its gradient."
)
def test_update_values(student):
    """update makes the right step for each of the four parameters"""
    parameters = {
        "W1": np.array([[1.0, 2.0]]),
        "b1": np.array([0.5, 0.0]),
        "W2": np.array([[3.0], [-1.0]]),
        "b2": np.array([2.0]),
    }
    gradients = {
        "W1": np.array([[10.0, -10.0]]),
        "b1": np.array([5.0, 1.0]),
        "W2": np.array([[0.0], [4.0]]),
        "b2": np.array([5.0]),
    }
    right = {
        "W1": np.array([[0.0, 3.0]]),
        "b1": np.array([0.0, -0.1]),
        "W2": np.array([[3.0], [-1.4]]),
        "b2": np.array([1.5]),
    }
    assert_close(student.update(parameters, gradients, 0.1), right, name="update(parameters, gradients, 0.1)")


# Training


def outputs(X, network):
    """Probabilities of a network, by the formulas of the statement."""
    h = 1 / (1 + np.exp(-np.clip(X @ network["W1"] + network["b1"], -500, 500)))
    z = h @ network["W2"] + network["b2"]
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


BEFORE_TRAINING = ["initialise", "forward", "loss", "backward", "update"]


@pytest.mark.exercise(
    "training",
    points=0.5,
    hint="After each epoch: forward on all of X, then the loss. Is it `losses[-1]`?",
    given=BEFORE_TRAINING,
)
def test_train_losses(student):
    """train returns one loss per epoch, and the last is that of the network that it returns"""
    X = np.linspace(-1, 1, 21).reshape(7, 3) ** 2
    t = np.eye(2)[[0, 1, 1, 0, 1, 1, 1]]
    parameters, losses = assert_values(student.train(X, t, 4, 5, 2, 0.5, seed=1), "parameters", "losses")
    trained = assert_network(parameters, 3, 4, 2)
    losses = as_array(losses, (5,), name="losses of 5 epochs")

    right = -np.mean(np.sum(t * np.log(np.maximum(outputs(X, trained), 1e-12)), axis=1))
    assert_close(losses[-1], right, rtol=1e-6, name="the last loss")
    assert np.ptp(losses) > 0, "The loss never changes: are the parameters updated?"


@pytest.mark.exercise(
    "training",
    points=0.5,
    hint="Are X and t put in the same order? Does each update use the gradients?",
    given=BEFORE_TRAINING,
)
def test_train_learns_xor(student):
    """train learns the exclusive or, which a single layer cannot"""
    X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    t = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 1.0], [1.0, 0.0]])
    parameters, losses = assert_values(student.train(X, t, 8, 1000, 4, 1.0, seed=0), "parameters", "losses")
    trained = assert_network(parameters, 2, 8, 2)
    assert_loss_decreases(as_array(losses, (1000,), name="losses of 1,000 epochs"), by=0.7)
    assert_close(outputs(X, trained), t, atol=0.3, name="the probabilities after training")


# Testing


@pytest.mark.exercise(
    "test",
    points=0.5,
    hint="argmax gives the place of the largest number; along which axis?",
    given=BEFORE_TRAINING,
)
def test_predict_classes_values(student):
    """predict_classes takes the most probable class of each sample, the first of equal ones"""
    network = {
        "W1": np.array([[2.0, -2.0]]),
        "b1": np.zeros(2),
        "W2": np.array([[4.0, 0.0, -4.0], [-4.0, 0.0, 4.0]]),
        "b2": np.zeros(3),
    }
    X = np.array([[1.0], [-2.0], [0.0], [0.5]])
    # the first hidden neuron answers more than the second, less, the same, and more again
    assert_close(
        student.predict_classes(X, network), np.array([0, 2, 0, 0]), name="predict_classes(X, parameters)"
    )
    network["W2"] = network["W2"][:, [1, 0, 2]]
    classes = student.predict_classes(X, network)
    assert_close(classes, np.array([1, 2, 0, 1]), name="predict_classes(X, parameters) with other weights")


# Learning curves


def assert_epochs(figure, runs):
    """Demands the epochs 1, 2, 3, ... along the axis of each curve."""
    for losses in runs:
        epochs = np.arange(1, len(losses) + 1)
        drawn = [curve.x for curve in figure.curves if is_curve_of(curve, losses)]
        assert any(x is not None and np.array_equal(x, epochs) for x in drawn), msg(
            "The curve of %(number)s losses should lie over the epochs 1 to %(number)s.", number=len(losses)
        )


def is_curve_of(curve, losses):
    """Returns True if the curve shows these losses."""
    return curve.y is not None and np.shape(curve.y) == np.shape(losses) and np.allclose(curve.y, losses)


@pytest.mark.exercise("curves", hint="One call of plot for each entry of the dictionary, in the same axes.")
def test_plot_losses(student):
    """plot_losses draws every run as a curve over the epochs from 1 on, with labelled axes and a legend"""
    curves = {"slow": [2.3, 2.2, 2.1, 2.05], "fast": [1.5, 0.7, 0.4, 0.3], "faster": [0.9, 0.5, 0.45, 0.44]}
    figure = student.plot_losses(curves)
    assert_figure(figure, curves=list(curves.values()))
    assert_epochs(figure, curves.values())


# Questions

ALLOWED = {
    "mean_batch_gradient": ("equal", "shorter", "longer"),
    "noise_of_larger_batch": ("same", "half", "quarter"),
    "cost_of_larger_batch": ("same", "double", "fourfold"),
    "loss_over_all_samples": ("at every one", "at most of them", "at none of them"),
    "why_not_single_samples": ("matrix products", "more parameters", "larger gradients"),
}


@pytest.mark.exercise("batches", points=0.3, hint="Copy the answer from the table, with its quotation marks.")
def test_answers_are_allowed(student):
    """every answer in words is one of those that the table allows"""
    for name, allowed in ALLOWED.items():
        answer = getattr(student, name)
        known = isinstance(answer, str) and answer.strip().lower() in allowed
        assert known, msg(
            "%(name)s should be one of %(allowed)s.", name=name, allowed=", ".join(map(repr, allowed))
        )
