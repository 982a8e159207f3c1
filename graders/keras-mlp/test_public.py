"""Public checks of the lab "Dense networks with Keras".

Run them on your own file with ``bareme check keras-mlp.ipynb``. Every expected value below was worked by
hand.
"""

import numpy as np
import pytest

from bareme.checks import assert_close, assert_figure, assert_layers, assert_model, assert_param_count
from bareme.i18n import localized_number, msg
from bareme.student import History


def dense(units, activation):
    """A Dense layer with biases, as assert_layers takes it."""
    return ("Dense", {"units": units, "activation": activation, "use_bias": True})


def assert_history(history, epochs, steps):
    """Demands what `fit` returned, after so many epochs of so many steps."""
    assert type(history) is History, "The function should return what `fit` returned: does it say `return`?"
    assert_close(list(history.epochs), list(range(epochs)), name="the epochs of the history")
    assert_close(history.steps, steps, name="the number of steps of one epoch")


def assert_wide(model, parameters):
    """Demands one hidden ReLU layer, and a number of parameters within 2 % of this one."""
    hidden = [layer for layer in assert_model(model).layers if layer.class_name == "Dense"][:-1]
    assert len(hidden) == 1, msg("One hidden layer is asked for; the model has %(count)s.", count=len(hidden))
    count = assert_model(model).count_params()
    assert abs(count - parameters) <= 0.02 * parameters, msg(
        "The model has %(count)s parameters; %(wanted)s are asked for, to within 2 %%.",
        count=localized_number(f"{count:,}"),
        wanted=localized_number(f"{parameters:,}"),
    )


@pytest.mark.exercise(
    "train", points=0.5, hint="In fit, the size of a batch and the epochs are two settings."
)
def test_train_history(student):
    """train trains for so many epochs in batches of this size, and returns the history"""
    X, T = np.linspace(-1, 1, 160).reshape(40, 4), np.eye(3)[np.arange(40) % 3]
    model = student.small_network(4, 3)
    # 40 samples: two batches of 16, and one of 8
    history = student.train(model, X, T, 5, 16)
    assert_history(history, 5, 3)
    assert not history.validated, "With validation_split=0.0, nothing should be put aside."


@pytest.mark.exercise(
    "logistic", points=0.5, hint="One layer, whose outputs are probabilities of ten classes."
)
def test_logistic_layers(student):
    """build_logistic is one layer with softmax, of the right number of parameters"""
    model = student.build_logistic(784, 10, 0.5)
    assert_layers(model, [dense(10, "softmax")])
    assert_param_count(model, 784 * 10 + 10)
    assert_param_count(student.build_logistic(4, 3, 0.1), 4 * 3 + 3)


@pytest.mark.exercise("mlp", points=0.5, hint="A hidden layer for each size, in order, and then the output.")
def test_mlp_layers(student):
    """build_mlp has the hidden layers asked for, and ends with softmax"""
    model = student.build_mlp(784, 10, [128, 128, 128], "relu", 0.1)
    assert_layers(model, [dense(128, "relu")] * 3 + [dense(10, "softmax")])
    assert_param_count(model, 134_794)


@pytest.mark.exercise("wide", points=0.4, hint="Each layer has a weight for each pair, and its biases.")
def test_count_by_hand(student):
    """count_parameters is right on networks counted by hand"""
    for arguments, count in (
        ((784, [128, 128, 128], 10), 134_794),
        ((2, [3], 2), 17),
        ((784, [], 10), 7850),
    ):
        given = student.count_parameters(*arguments)
        assert_close(given, count, name=f"count_parameters{arguments}")


@pytest.mark.exercise("wide", points=0.4, hint="As many parameters as that, not as many units.")
def test_wide_parameters(student):
    """build_wide has one hidden layer, and 134,794 parameters to within 2 %"""
    assert_wide(student.build_wide(784, 10, 134_794, 0.1), 134_794)


@pytest.mark.exercise("wide", points=0.2, hint="Is the difference larger than twice its standard error?")
def test_compare_by_hand(student):
    """compare tells a significant difference from one that may be chance"""
    for arguments, answer in (
        ((0.97, 0.96, 10_000), "first"),  # 2 s = 0.0052
        ((0.97, 0.96, 300), "no difference"),  # 2 s = 0.0300
        ((0.92, 0.95, 5000), "second"),  # 2 s = 0.0098
    ):
        given = student.compare(*arguments)
        assert_close(given, answer, name=f"compare{arguments}")


@pytest.mark.exercise(
    "curves", points=0.5, hint="Four curves in two panels, each with its labels and a legend."
)
def test_curves(student):
    """plot_curves draws the losses and accuracies of training and validation, and says which is which"""
    history = {
        "loss": [1.9, 1.1, 0.7, 0.45],
        "accuracy": [0.4, 0.71, 0.83, 0.9],
        "val_loss": [1.7, 1.2, 0.9, 0.95],
        "val_accuracy": [0.5, 0.68, 0.78, 0.77],
    }
    assert_figure(student.plot_curves(history), curves=list(history.values()))
