"""Public checks of the lab "First steps with Keras".

Run them on your own file with ``bareme check keras-first-steps.ipynb``. Every expected value below was
worked by hand; ln 3 = 1.0986 appears because the exponential of it is exactly 3.
"""

import numpy as np
import pytest

from bareme.checks import (
    assert_close,
    assert_layers,
    assert_loss_decreases,
    assert_param_count,
    assert_shape,
    assert_values,
)
from bareme.i18n import msg
from bareme.student import History

LN3 = 1.0986122886681098


def four_arrays(value):
    """Unpacks (x_train, y_train), (x_test, y_test)."""
    train, test = assert_values(value, "the training part", "the test part")
    return (
        *assert_values(train, "its inputs", "its targets"),
        *assert_values(test, "its inputs", "its targets"),
    )


def assert_description(given, expected):
    """Compares two descriptions key by key; shapes may come as lists."""
    keys = dict.fromkeys(given) if isinstance(given, dict) else given
    assert_close(keys, dict.fromkeys(expected), name="the description")
    for key, right in expected.items():
        try:
            assert_close(given[key], right)
        except AssertionError:
            shown = repr(given[key])[:80]
            pytest.fail(
                msg(
                    "`%(key)s` of the description should be %(right)s, not %(shown)s.",
                    key=key,
                    right=repr(right),
                    shown=shown,
                )
            )


def digits():
    """Two training images and one test image of 2x2 pixels, of ten possible classes."""
    x_train = np.array([[[0, 51], [102, 0]], [[255, 0], [0, 204]]], dtype=np.uint8)
    x_test = np.array([[[0, 0], [153, 0]]], dtype=np.uint8)
    return (x_train, np.array([7, 2], dtype=np.uint8)), (x_test, np.array([0], dtype=np.uint8))


def flats():
    """Four training rows and two test rows with two columns, and prices."""
    # column 1 has the mean 4 and the squared differences 9, 1, 1, 9: deviation sqrt(5)
    x_train = np.array([[1.0, 10.0], [3.0, 30.0], [5.0, 10.0], [7.0, 30.0]])
    x_test = np.array([[4.0, 50.0], [9.0, 20.0]])
    return (x_train, np.array([100.0, 120.0, 150.0, 210.0])), (x_test, np.array([140.0, 230.0]))


@pytest.mark.exercise(
    "classification", hint="Grey levels go from 0 to 255. What should become of the test images?"
)
def test_classification_images(student):
    """prepare_classification turns the images of both parts into rows of numbers between 0 and 1"""
    X_train, _, X_test, _ = four_arrays(student.prepare_classification(digits()))
    # 51 / 255 = 1/5, and so on
    assert_close(X_train, np.array([[0.0, 0.2, 0.4, 0.0], [1.0, 0.0, 0.0, 0.8]]), name="X_train")
    assert_close(X_test, np.array([[0.0, 0.0, 0.6, 0.0]]), name="X_test")


@pytest.mark.exercise(
    "classification", hint="A row of as many zeros as there are classes, with a single 1: in which column?"
)
def test_classification_labels(student):
    """prepare_classification turns the labels of both parts into one-hot rows, one column per class"""
    _, T_train, _, T_test = four_arrays(student.prepare_classification(digits()))
    expected = np.zeros((2, 10))
    expected[0, 7] = expected[1, 2] = 1.0
    assert_close(T_train, expected, name="T_train for the labels 7 and 2")
    assert_close(T_test, np.eye(10)[[0]], name="T_test for the label 0")


@pytest.mark.exercise("regression", hint="One mean and one deviation for each column: of which rows?")
def test_regression_values(student):
    """prepare_regression standardises each column, worked by hand on two columns"""
    X_train, _, X_test, _ = four_arrays(student.prepare_regression(flats()))
    first = np.array([-3.0, -1.0, 1.0, 3.0]) / np.sqrt(5)
    assert_close(X_train, np.stack([first, [-1.0, 1.0, -1.0, 1.0]], axis=1), atol=1e-6, name="X_train")
    expected = np.array([[0.0, 3.0], [5.0 / np.sqrt(5), 0.0]])
    assert_close(X_test, expected, atol=1e-6, name="X_test")


@pytest.mark.exercise("regression", hint="The prices are what is to be predicted, in their own unit.")
def test_regression_targets(student):
    """prepare_regression returns the prices as they are, the rows in their order"""
    dataset = flats()
    X_train, y_train, _, y_test = four_arrays(student.prepare_regression(dataset))
    assert_shape(X_train, (4, 2), name="X_train")
    assert not np.array_equal(X_train, dataset[0][0]), "X_train is still the table as it was given."
    assert_close(y_train, np.array([100.0, 120.0, 150.0, 210.0]), name="y_train")
    assert_close(y_test, np.array([140.0, 230.0]), name="y_test")


@pytest.mark.exercise(
    "describe", points=0.25, hint="Where are the images, and where are the names of their classes?"
)
def test_describe_images(student):
    """describe is right on three small images"""
    expected = {
        "x_train": (2, 2, 2),
        "y_train": (2,),
        "x_test": (1, 2, 2),
        "y_test": (1,),
        "problem": "classification",
    }
    assert_description(student.describe(digits()), expected)


@pytest.mark.exercise(
    "describe", points=0.25, hint="What are the labels here: names of classes, or quantities?"
)
def test_describe_prices(student):
    """describe is right on a small table of prices"""
    expected = {
        "x_train": (4, 2),
        "y_train": (4,),
        "x_test": (2, 2),
        "y_test": (2,),
        "problem": "regression",
    }
    # with cents, and some of them alike; then whole ones
    (x_train, _), (x_test, _) = flats()
    cents = (x_train, np.array([99.5, 120.25, 99.5, 210.75])), (x_test, np.array([99.5, 120.25]))
    for dataset in (cents, flats()):
        assert_description(student.describe(dataset), expected)


@pytest.mark.exercise(
    "display", points=0.5, hint="How many batches does it take, where the last may be smaller?"
)
def test_steps_without_validation(student):
    """steps_per_epoch is right where all samples are trained on"""
    for samples, batch_size, steps in (
        (60_000, 32, 1875),
        (1000, 350, 3),
        (1000, 300, 4),
        (5, 64, 1),
        (7, 1, 7),
    ):
        given = student.steps_per_epoch(samples, batch_size)
        assert_close(given, steps, name=f"steps_per_epoch({samples}, {batch_size})")


@pytest.mark.exercise(
    "fit", points=0.75, hint="fit takes the epochs, the size of a batch and the share put aside."
)
def test_fit_history(student):
    """train_perceptron trains for so many epochs of so many steps, and validates"""
    points = np.linspace(-1, 1, 50)[:, np.newaxis] * np.array([[1.0, -1.0]])
    # each fifth row at the end, so that both classes are in the part put aside
    X = np.concatenate([points[np.arange(50) % 5 != 4], points[4::5]])
    T = np.eye(2)[(X[:, 0] > 0).astype(int)]
    model, history = assert_values(student.train_perceptron(X, T, 4, 16), "model", "history")
    assert_param_count(model, 2 * 2 + 2)
    assert type(history) is History, "The second value should be what `fit` returned."
    assert_close(list(history.epochs), [0, 1, 2, 3], name="the epochs of the history")
    # 40 samples are trained on: two batches of 16, and one of 8
    assert_close(history.steps, 3, name="the number of steps of one epoch")
    assert history.validated, "Nothing was put aside for validation: the history has no val_loss."
    assert_loss_decreases(history, by=0.05)


@pytest.mark.exercise(
    "perceptron", points=0.4, hint="The sums first: each class has a column of W. Then e to the sums."
)
def test_outputs_by_hand(student):
    """perceptron_outputs is right on three samples worked by hand"""
    X = np.array([[1.0, 0.0], [0.0, 1.0], [2.0, 1.0]])
    W, b = np.array([[LN3, 0.0], [0.0, LN3]]), np.array([0.0, LN3])
    # the sums are (ln 3, ln 3), (0, 2 ln 3) and (2 ln 3, 2 ln 3): exponentials (3, 3), (1, 9), (9, 9)
    expected = np.array([[0.5, 0.5], [0.1, 0.9], [0.5, 0.5]])
    assert_close(student.perceptron_outputs(X, W, b), expected, name="perceptron_outputs(X, W, b)")


@pytest.mark.exercise(
    "classifier", points=0.5, hint="Four things in a list: scaling, flattening, and two Dense layers."
)
def test_classifier_layers(student):
    """build_classifier scales the grey levels, has a hidden layer of 32 ReLU, and ends with softmax"""
    assert_layers(
        student.build_classifier((28, 28), 10),
        [
            ("Rescaling", {"scale": 1 / 255, "offset": 0.0}),
            ("Dense", {"units": 32, "activation": "relu"}),
            ("Dense", {"units": 10, "activation": "softmax"}),
        ],
    )


@pytest.mark.exercise("classifier", points=0.5, hint="Use the arguments: not every image has 28 x 28 pixels.")
def test_classifier_parameters(student):
    """build_classifier has the right number of parameters, for images and classes of any number"""
    assert_param_count(student.build_classifier((28, 28), 10), 784 * 32 + 32 + 32 * 10 + 10)
    assert_param_count(student.build_classifier((2, 2), 3), 4 * 32 + 32 + 32 * 3 + 3)


@pytest.mark.exercise("stack", points=0.25, hint="A Dense layer of which nothing but the size is said.")
def test_stack_layers(student):
    """build_linear_stack has one Dense layer of each size, without an activation"""
    model = student.build_linear_stack(784, [64, 32, 10])
    linear = {"activation": "linear"}
    assert_layers(model, [("Dense", {"units": units, **linear}) for units in (64, 32, 10)])
    assert_param_count(model, 52_650)


@pytest.mark.exercise("stack", points=0.5, hint="Put the first layer into the second: which terms have no X?")
def test_collapse_by_hand(student):
    """collapse is right on two layers worked by hand"""
    weights = [
        np.array([[1.0, 2.0], [0.0, 1.0]]),
        np.array([1.0, -1.0]),
        np.array([[3.0, 0.0], [1.0, 2.0]]),
        np.array([5.0, 7.0]),
    ]
    W, b = assert_values(student.collapse(weights), "W", "b")
    assert_close(W, np.array([[5.0, 4.0], [1.0, 2.0]]), name="W")
    assert_close(b, np.array([7.0, 5.0]), name="b")  # (3 - 1, 0 - 2) + (5, 7)
