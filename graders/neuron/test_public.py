"""Public checks of the lab "A single neuron".

Run them on your own file with ``bareme check neuron.ipynb``. Every expected value below was worked by
hand; ln 3 = 1.0986 appears so often because sigmoid(ln 3) is exactly 3/4.
"""

import numpy as np
import pytest

from bareme.checks import as_array, assert_close, assert_loss_decreases, assert_shape, assert_values
from bareme.i18n import msg

LN2 = 0.6931471805599453
LN3 = 1.0986122886681098


def two_images():
    """Two black images of 28x28 with a few lit pixels, none of them white, and their labels."""
    images = np.zeros((2, 28, 28), dtype=np.uint8)
    images[0, 0, 1] = 51
    images[0, 1, 0] = 102
    images[1, 27, 27] = 204
    return images, np.array([5, 3], dtype=np.uint8)


@pytest.mark.exercise(
    "prepare",
    hint="Grey levels go from 0 to 255, even where no pixel is white.",
)
def test_prepare_images(student):
    """prepare turns each image into a row of 784 numbers between 0 and 1"""
    X, _ = assert_values(student.prepare(*two_images()), "X", "t")
    expected = np.zeros((2, 784))
    expected[0, 1] = 0.2  # 51 / 255, first row, second column
    expected[0, 28] = 0.4  # 102 / 255, second row, first column
    expected[1, 783] = 0.8  # 204 / 255
    assert_close(X, expected, name="X")


@pytest.mark.exercise("prepare", hint="Compare the labels with the digit: what does `labels == digit` give?")
def test_prepare_labels(student):
    """prepare gives the target 1.0 to the chosen digit and 0.0 to all others"""
    images, labels = two_images()
    _, t = assert_values(student.prepare(images, labels), "X", "t")
    assert_close(t, np.array([1.0, 0.0]), name="t for the labels 5 and 3")
    _, t = assert_values(student.prepare(images, labels, digit=3), "X", "t")
    assert_close(t, np.array([0.0, 1.0]), name="t for the labels 5 and 3 with digit=3")


@pytest.mark.exercise("sigmoid", hint="Work sigmoid(ln 3) by hand: what is exp(-ln 3)?")
def test_sigmoid_values(student):
    """sigmoid is right at -ln 3, 0 and ln 3"""
    assert_close(student.sigmoid(np.array([-LN3, 0.0, LN3])), np.array([0.25, 0.5, 0.75]), name="sigmoid(z)")


@pytest.mark.exercise("sigmoid", hint="z may be a number, a vector or a matrix, of floats or of integers.")
def test_sigmoid_any_shape(student):
    """sigmoid accepts a number or an array of any shape, also of integers"""
    assert_close(student.sigmoid(LN3), 0.75, name="sigmoid of the number ln 3")
    matrix = np.array([[LN3, -LN3], [0.0, LN3]])
    assert_close(student.sigmoid(matrix), np.array([[0.75, 0.25], [0.5, 0.75]]), name="sigmoid of a matrix")
    # 1 / (1 + 1/e) = 0.73106 to five places
    integers = np.array([0, 1, -1])
    assert_close(
        student.sigmoid(integers), np.array([0.5, 0.73106, 0.26894]), atol=1e-5, name="sigmoid of integers"
    )


@pytest.mark.exercise("neuron", hint="First the weighted sum X @ W + b, then the sigmoid.", given="sigmoid")
def test_neuron_values(student):
    """neuron is right on three samples worked by hand"""
    X = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    W = np.array([LN3, -LN3])
    # the weighted sums are 2 ln 3, 0 and ln 3, and sigmoid(2 ln 3) = 9/10
    assert_close(student.neuron(X, W, LN3), np.array([0.9, 0.5, 0.75]), name="neuron(X, W, b)")


@pytest.mark.exercise(
    "neuron", hint="With zero weights only the bias is left; y is a vector of N numbers.", given="sigmoid"
)
def test_neuron_shape(student):
    """neuron returns one number per image: a vector of shape (N,)"""
    y = student.neuron(np.ones((4, 784)), np.zeros(784), -LN3)
    assert_shape(y, (4,), name="neuron(X, W, b)")
    assert_close(y, np.full(4, 0.25), name="neuron(X, W, b) where W is zero and b = -ln 3")


@pytest.mark.exercise("loss", hint="For t = 1 the sample costs -ln(y); for t = 0 it costs -ln(1 - y).")
def test_loss_values(student):
    """binary_cross_entropy is right on three samples worked by hand"""
    t, y = np.array([1.0, 0.0, 0.0]), np.array([0.8, 0.4, 0.5])
    # (-ln 0.8 - ln 0.6 - ln 0.5) / 3 = (0.2231436 + 0.5108256 + 0.6931472) / 3
    assert_close(student.binary_cross_entropy(t, y), 0.4757055, atol=1e-6, name="the loss")


@pytest.mark.exercise("loss", hint="The loss is one number, the mean over the samples.")
def test_loss_mean(student):
    """binary_cross_entropy of a neuron that always answers 0.5 is ln 2, for 4 samples and for 400"""
    for samples in (4, 400):
        t = (np.arange(samples) % 4 == 0) * 1.0
        loss = student.binary_cross_entropy(t, np.full(samples, 0.5))
        assert_close(loss, LN2, atol=1e-6, name="the loss")


@pytest.mark.exercise(
    "loss", hint="ln(0) is not a number to compute with: keep y a little away from 0 and from 1."
)
def test_loss_certain_and_right(student):
    """binary_cross_entropy stays finite where a prediction is exactly 0 or 1"""
    t, y = np.array([0.0, 1.0, 1.0, 0.0, 0.0]), np.array([0.0, 1.0, 0.5, 0.5, 0.5])
    # two certain and right answers cost nothing, three undecided ones ln 2 each
    assert_close(student.binary_cross_entropy(t, y), 3 * LN2 / 5, atol=1e-6, name="the loss")


@pytest.mark.exercise(
    "gradients", points=0.5, hint="Look at the error y - t of each sample, then at what X contributes."
)
def test_gradients_weights(student):
    """gradients: dW is right on three samples worked by hand"""
    dW, _ = assert_values(student.gradients(*three_samples()), "dW", "db")
    # errors y - t are -1/4, 1/2 and 1/2: dW = ((-1/4)(1, 2) + (1/2)(3, -4) + (1/2)(2, 0)) / 3
    assert_close(dW, np.array([0.75, -2.5 / 3]), name="dW")


@pytest.mark.exercise("gradients", points=0.5, hint="b is a weight too, one whose input is always 1.")
def test_gradients_bias(student):
    """gradients: db is right on three samples worked by hand"""
    _, db = assert_values(student.gradients(*three_samples()), "dW", "db")
    assert_close(db, 0.25, name="db")


def three_samples():
    """Inputs, targets and outputs of three samples with two features."""
    X = np.array([[1.0, 2.0], [3.0, -4.0], [2.0, 0.0]])
    return X, np.array([1.0, 0.0, 0.0]), np.array([0.75, 0.5, 0.5])


BEFORE_TRAINING = ["prepare", "sigmoid", "neuron", "loss", "gradients"]


@pytest.mark.exercise(
    "training",
    hint="At W = 0 and b = 0 every output is 0.5. Where does one step lead from there?",
    given=BEFORE_TRAINING,
)
def test_train_one_step(student):
    """train makes the right first step from W = 0 and b = 0"""
    X, t, _ = three_samples()
    W, b, _ = assert_values(student.train(X, t, 1, 0.3), "W", "b", "losses")
    # errors at the start are -1/2, 1/2 and 1/2: dW = (2, -3) / 3, db = 1/6
    assert_close(W, np.array([-0.2, 0.3]), name="W after one step of rate 0.3")
    assert_close(b, -0.05, name="b after one step of rate 0.3")


@pytest.mark.exercise(
    "training",
    hint="Each step goes against the gradient, and records one loss.",
    given=BEFORE_TRAINING,
)
def test_train_loss_falls(student):
    """train returns W of shape (d,) and one loss per step, and every loss is below the one before"""
    X, t, _ = three_samples()
    W, b, losses = assert_values(student.train(X, t, 25, 0.05), "W", "b", "losses")
    W, b = as_array(W, (2,), name="W"), as_array(b, (), name="b")
    losses = as_array(losses, (25,), name="losses of 25 steps")
    assert_loss_decreases(losses, by=0.2)
    rises = np.flatnonzero(np.diff(losses) >= 0)
    assert not rises.size, msg(
        "The loss should fall at every step, but losses[%(index)s] is not below the one before.",
        index=rises[0] + 1,
    )
    # what the samples cost with this W and b: ln(1 + e^-z) for t = 1, ln(1 + e^z) for t = 0
    cost = np.mean(np.logaddexp(0, (1 - 2 * t) * (X @ W + b)))
    assert cost < 0.8 * LN2, "With the W and b that `train` returns, the loss is hardly below that of W = 0."


@pytest.mark.exercise(
    "accuracy",
    hint="Decide first (is y at least 0.5?), then count how many decisions are right.",
    given=BEFORE_TRAINING,
)
def test_accuracy_values(student):
    """accuracy is the share of right decisions, worked by hand on five samples"""
    X = np.array([[2.0], [1.0], [-1.0], [-2.0], [3.0]])
    t = np.array([1.0, 0.0, 0.0, 0.0, 1.0])
    # decisions 1 1 0 0 1: four of five are right
    assert_close(student.accuracy(X, t, np.array([1.0]), 0.0), 0.8, name="the accuracy")
    # with b = -2.5 they are 0 0 0 0 1: against inverted targets only the first is right
    assert_close(
        student.accuracy(X, 1 - t, np.array([1.0]), -2.5), 0.2, name="the accuracy on inverted targets"
    )
