"""Public checks of the lab "Softmax regression".

Run them on your own file with ``bareme check softmax-regression.ipynb``. Every expected value below was
worked by hand; ln 3 = 1.0986 appears so often because its exponential is exactly 3.
"""

import numpy as np
import pytest

from bareme.checks import assert_close, assert_figure, assert_values

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


@pytest.mark.exercise(
    "forward", hint="First the scores, X @ W + b, then the softmax of them, once.", given="softmax"
)
def test_forward_values(student):
    """forward is right on two samples worked by hand"""
    X = np.array([[1.0, 2.0], [1.0, 0.0]])
    W = np.array([[LN3, 0.0, 0.0], [0.0, LN3, 0.0]])
    b = np.array([LN3, 0.0, LN3])
    # scores (2, 2, 1) ln 3 and (2, 0, 1) ln 3
    expected = np.array([[9 / 21, 9 / 21, 3 / 21], [9 / 13, 1 / 13, 3 / 13]])
    assert_close(student.forward(X, W, b), expected, name="forward(X, W, b)")


@pytest.mark.exercise(
    "loss", points=0.5, hint="Which probability did the right class get? Its cost is minus the logarithm."
)
def test_loss_values(student):
    """cross_entropy is right on four samples worked by hand"""
    t = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, 0.0, 1.0], [0.0, 1.0, 0.0]])
    p = np.array([[0.5, 0.3, 0.2], [0.1, 0.1, 0.8], [0.1, 0.4, 0.5], [0.3, 0.5, 0.2]])
    # (-ln 0.5 - ln 0.8 - ln 0.5 - ln 0.5) / 4 = (3 * 0.6931472 + 0.2231436) / 4
    assert_close(student.cross_entropy(t, p), 0.5756463, atol=1e-6, name="the loss")


@pytest.mark.exercise(
    "loss", points=0.5, hint="ln(0) is not a number to compute with: keep p a little away from 0."
)
def test_loss_finite(student):
    """cross_entropy stays finite where a probability is exactly 0"""
    t = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 1.0]])
    p = np.array([[1.0, 0.0], [0.5, 0.5], [0.5, 0.5]])
    # a certain and right answer costs nothing, an undecided one ln 2
    assert_close(student.cross_entropy(t, p), 2 * LN2 / 3, atol=1e-6, name="the loss")


def four_samples():
    """Inputs, targets and probabilities of four samples with three features and two classes."""
    X = np.array([[1.0, 2.0, 0.0], [3.0, -4.0, 1.0], [2.0, 0.0, 0.0], [0.0, 2.0, -1.0]])
    t = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 1.0], [0.0, 1.0]])
    return X, t, np.array([[0.75, 0.25], [0.5, 0.5], [0.5, 0.5], [0.25, 0.75]])


@pytest.mark.exercise(
    "gradients", points=0.5, hint="Look at the error p - t of each sample, then at what X contributes."
)
def test_gradients_weights(student):
    """gradients: dW is right on four samples worked by hand"""
    dW, _ = assert_values(student.gradients(*four_samples()), "dW", "db")
    # the errors of the first class are -1/4, 1/2, 1/2 and 1/4, for the second the opposite, so
    # dW = ((-1/4)(1, 2, 0) + (1/2)(3, -4, 1) + (1/2)(2, 0, 0) + (1/4)(0, 2, -1)) / 4 for the first
    expected = np.array([[0.5625, -0.5625], [-0.5, 0.5], [0.0625, -0.0625]])
    assert_close(dW, expected, name="dW")


@pytest.mark.exercise("gradients", points=0.5, hint="A bias is a weight too, one whose input is always 1.")
def test_gradients_biases(student):
    """gradients: db is right on four samples worked by hand"""
    _, db = assert_values(student.gradients(*four_samples()), "dW", "db")
    assert_close(db, np.array([0.25, -0.25]), name="db")


BEFORE_TRAINING = ["one_hot", "softmax", "forward", "loss", "gradients"]


@pytest.mark.exercise(
    "training",
    points=0.25,
    hint="At W = 0 and b = 0 all classes are equally probable. Go on from there.",
    given=BEFORE_TRAINING,
)
def test_train_one_step(student):
    """train makes the right first step from W = 0 and b = 0"""
    X, t = np.array([[2.0], [1.0], [-1.0]]), np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    W, b, _ = assert_values(student.train(X, t, 1, 3, 0.3, 0), "W", "b", "losses")
    # the probabilities are 1/2, the errors of the first class -1/2, -1/2 and 1/2: dW = -2/3, db = -1/6
    assert_close(W, np.array([[0.2, -0.2]]), name="W after one step of rate 0.3")
    assert_close(b, np.array([0.05, -0.05]), name="b after one step of rate 0.3")


@pytest.mark.exercise(
    "training",
    points=0.25,
    hint="One loss an epoch, over all samples, with the W and b of its end.",
    given=BEFORE_TRAINING,
)
def test_train_losses(student):
    """train records one loss after each epoch"""
    # four samples that are alike, in two batches: their order does not matter
    X, t = np.full((4, 1), 2.0), np.tile([1.0, 0.0], (4, 1))
    _, _, losses = assert_values(student.train(X, t, 2, 2, 0.1, 0), "W", "b", "losses")
    # each update adds 1 / (1 + e^m) to the margin m = z_0 - z_1: 0, 0.5, 0.8775, 1.1712, 1.4079
    expected = np.array([0.3476977, 0.2188672])
    assert_close(losses, expected, atol=1e-6, name="losses of two epochs")


@pytest.mark.exercise(
    "parameters", points=0.5, hint="Count the numbers in W, then those in b: what are their shapes?"
)
def test_parameter_count_small(student):
    """parameter_count counts the weights and the biases of a small model"""
    assert_close(student.parameter_count(3, 2), 8, name="the number of parameters for 3 features, 2 classes")
    assert_close(student.parameter_count(2, 5), 15, name="the number of parameters for 2 features, 5 classes")
