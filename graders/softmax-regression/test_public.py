"""Public checks of the lab "Softmax regression".

Run them on your own file with ``bareme check softmax-regression.ipynb``. Every expected value below was
worked by hand; ln 3 = 1.0986 appears so often because its exponential is exactly 3.
"""

from contextlib import suppress

import numpy as np
import pytest

from bareme.checks import as_array, assert_close, assert_figure, assert_right_or_consistent, assert_values
from bareme.i18n import msg

LN2 = 0.6931471805599453
LN3 = 1.0986122886681098


@pytest.mark.exercise(
    "images", points=0.75, hint="Draw each of the first images with imshow, or all of them side by side."
)
def test_show_images(student):
    """show_images shows the first 200 images"""
    images = np.random.default_rng(0).integers(0, 256, (203, 28, 28), dtype=np.uint8)
    assert_figure(student.show_images(images), images=images[:200])


@pytest.mark.exercise("one_hot", hint="Row by row: a single 1, in the column whose number is the label.")
def test_one_hot_values(student):
    """one_hot puts a single 1 into each row, in the column of the label"""
    expected = np.array([[0.0, 0.0, 1.0, 0.0], [1.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 1.0]])
    assert_close(student.one_hot(np.array([2, 0, 3]), 4), expected, name="one_hot of [2, 0, 3] in 4 classes")


@pytest.mark.exercise("one_hot", hint="Ten digits make ten columns, the first for the digit 0.")
def test_one_hot_digits(student):
    """one_hot has ten columns unless it is told otherwise"""
    expected = np.zeros((2, 10))
    expected[0, 9] = 1.0
    expected[1, 0] = 1.0
    labels = np.array([9, 0], dtype=np.uint8)
    assert_close(student.one_hot(labels), expected, name="one_hot of the digits 9 and 0")


@pytest.mark.exercise(
    "softmax", points=0.5, hint="Take the exponentials, then divide each by the sum of its own row."
)
def test_softmax_values(student):
    """softmax is right on two rows worked by hand"""
    # exponentials (3, 1, 1) and (1, 9, 2) where the second row is (0, 2 ln 3, ln 2)
    z = np.array([[LN3, 0.0, 0.0], [0.0, 2 * LN3, LN2]])
    expected = np.array([[0.6, 0.2, 0.2], [1 / 12, 9 / 12, 2 / 12]])
    assert_close(student.softmax(z), expected, name="softmax(z)")


@pytest.mark.exercise(
    "softmax", points=0.5, hint="Only differences between the scores of one row matter: see e^(z + c)."
)
def test_softmax_shift(student):
    """softmax does not change when a number is added to all scores of a row"""
    z = np.array([[LN3 + 7.0, 7.0], [-5.0, LN3 - 5.0]])
    expected = np.array([[0.75, 0.25], [0.25, 0.75]])
    assert_close(student.softmax(z), expected, name="softmax of shifted scores")


@pytest.mark.exercise("forward", hint="First the scores, X @ W + b, then the softmax of them, once.")
def test_forward_values(student):
    """forward is right on two samples worked by hand"""
    X = np.array([[1.0, 2.0], [1.0, 0.0]])
    W = np.array([[LN3, 0.0, 0.0], [0.0, LN3, 0.0]])
    b = np.array([LN3, 0.0, LN3])
    # scores (2, 2, 1) ln 3 and (2, 0, 1) ln 3
    expected = np.array([[9 / 21, 9 / 21, 3 / 21], [9 / 13, 1 / 13, 3 / 13]])
    z = np.array([[2.0, 2.0, 1.0], [2.0, 0.0, 1.0]]) * LN3
    assert_right_or_consistent(
        student.forward(X, W, b),
        expected,
        lambda z: student.replica.softmax(z),
        question=(z,),
        others=[(z[::-1],), (0.5 * z,)],
        name="forward(X, W, b)",
    )


@pytest.mark.exercise(
    "loss", points=0.5, hint="Which probability did the right class get? Its cost is minus the logarithm."
)
def test_loss_values(student):
    """cross_entropy is right on two samples worked by hand"""
    t = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    p = np.array([[0.5, 0.3, 0.2], [0.1, 0.1, 0.8]])
    # (-ln 0.5 - ln 0.8) / 2 = (0.6931472 + 0.2231436) / 2
    assert_close(student.cross_entropy(t, p), 0.4581454, atol=1e-6, name="the loss")


@pytest.mark.exercise(
    "loss", points=0.5, hint="ln(0) is not a number to compute with: keep p a little away from 0."
)
def test_loss_finite(student):
    """cross_entropy stays finite where a probability is exactly 0"""
    t = np.array([[1.0, 0.0], [0.0, 1.0]])
    p = np.array([[1.0, 0.0], [0.5, 0.5]])
    # a certain and right answer costs nothing, an undecided one ln 2
    assert_close(student.cross_entropy(t, p), LN2 / 2, atol=1e-6, name="the loss")


def two_samples():
    """Inputs, targets and probabilities of two samples with three features and two classes."""
    X = np.array([[1.0, 2.0, 0.0], [3.0, -4.0, 1.0]])
    return X, np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([[0.75, 0.25], [0.5, 0.5]])


@pytest.mark.exercise(
    "gradients", points=0.5, hint="Look at the error p - t of each sample, then at what X contributes."
)
def test_gradients_weights(student):
    """gradients: dW is right on two samples worked by hand"""
    dW, _ = assert_values(student.gradients(*two_samples()), "dW", "db")
    # the errors are (-1/4, 1/4) and (1/2, -1/2); for the first class
    # dW = ((-1/4)(1, 2, 0) + (1/2)(3, -4, 1)) / 2, for the second the opposite
    expected = np.array([[0.625, -0.625], [-1.25, 1.25], [0.25, -0.25]])
    assert_close(dW, expected, name="dW")


@pytest.mark.exercise("gradients", points=0.5, hint="A bias is a weight too, one whose input is always 1.")
def test_gradients_biases(student):
    """gradients: db is right on two samples worked by hand"""
    _, db = assert_values(student.gradients(*two_samples()), "dW", "db")
    assert_close(db, np.array([0.125, -0.125]), name="db")


def one_sample():
    """One sample with one feature, of class 0 of two."""
    return np.array([[2.0]]), np.array([[1.0, 0.0]])


def own_descent(student, X, t, steps):
    """Returns W above b after steps of rate 0.1 with the student's own functions."""
    both = np.zeros((2, 2))
    for _ in range(steps):
        p = as_array(student.replica.forward(X, both[:1], both[1]), (1, 2))
        dW, db = assert_values(student.replica.gradients(X, t, p), "dW", "db")
        with suppress(AssertionError):
            db = np.full(2, as_array(db, ()))  # one number for all biases is paid for where db is judged
        both = both - 0.1 * np.vstack([as_array(dW, (1, 2)), as_array(db, (2,))])
    # gradients that do not depend on the probabilities prove nothing
    other, _ = assert_values(student.replica.gradients(X, t, np.array([[0.9, 0.1]])), "dW", "db")
    return None if np.allclose(as_array(dW, (1, 2)), as_array(other, (1, 2))) else both


def own_loss(student, X, t, steps):
    """Returns the student's own loss after these steps."""
    both = as_array(own_descent(student, X, t, steps), (2, 2))
    return student.replica.cross_entropy(t, as_array(student.replica.forward(X, both[:1], both[1]), (1, 2)))


@pytest.mark.exercise(
    "training", points=0.25, hint="At W = 0 and b = 0 all classes are equally probable. Go on from there."
)
def test_train_one_step(student):
    """train makes the right first step from W = 0 and b = 0"""
    X, t = one_sample()
    W, b, _ = assert_values(student.train(X, t, 1, 1, 0.1, 0), "W", "b", "losses")
    # the probabilities are (1/2, 1/2), the error (-1/2, 1/2)
    assert_right_or_consistent(
        np.vstack([as_array(W, (1, 2), name="W"), as_array(b, (2,), name="b")]),
        np.array([[0.1, -0.1], [0.05, -0.05]]),
        lambda *question: own_descent(student, *question),
        question=(X, t, 1),
        others=[(X, 1 - t, 1), (X + 1, t, 1)],
        name="(W, b) after one step of rate 0.1",
    )


@pytest.mark.exercise(
    "training", points=0.25, hint="One loss an epoch, over all samples, with the W and b of its end."
)
def test_train_losses(student):
    """train records one loss after each epoch"""
    X, t = one_sample()
    # the margins z_0 - z_1 are 0.5 and then 0.8776, the losses ln(1 + e^-0.5) and ln(1 + e^-0.8776)
    for epochs, right in ((1, 0.4740770), (2, 0.3476977)):
        _, _, losses = assert_values(student.train(X, t, epochs, 1, 0.1, 0), "W", "b", "losses")
        losses = as_array(losses, (epochs,), name=msg("losses of %(epochs)s epochs", epochs=epochs))
        assert_right_or_consistent(
            losses[-1],
            right,
            lambda *question: own_loss(student, *question),
            question=(X, t, epochs),
            others=[(X + 1, t, epochs), (X, t, epochs + 1)],
            atol=1e-6,
            name=msg("the loss after epoch %(epochs)s", epochs=epochs),
        )


@pytest.mark.exercise(
    "parameters", points=0.5, hint="Count the numbers in W, then those in b: what are their shapes?"
)
def test_parameter_count_small(student):
    """parameter_count counts the weights and the biases of a small model"""
    assert_close(student.parameter_count(3, 2), 8, name="the number of parameters for 3 features, 2 classes")
    assert_close(student.parameter_count(2, 5), 15, name="the number of parameters for 2 features, 5 classes")
