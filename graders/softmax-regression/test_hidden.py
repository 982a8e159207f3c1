"""Hidden checks of the lab "Softmax regression": fixed random inputs, edge cases, held-out images."""

from contextlib import suppress
from itertools import combinations

import numpy as np
import pytest

from bareme.checks import (
    UNUSABLE,
    as_array,
    assert_accuracy,
    assert_close,
    assert_figure,
    assert_gradient,
    assert_no_import,
    assert_no_warning,
    assert_not_mutated,
    assert_values,
    assert_vectorised,
)
from bareme.i18n import msg

OTHER_LIBRARIES = ("jax", "keras", "scipy", "sklearn", "tensorflow", "torch")

# More than three standard deviations below what the reference reaches: 92.1 % on the 300 images of mini (2.0
# points over the random orders, 1.6 from the sample of images), 92.3 % on the 5,000 of full (0.07 and 0.38).
# The same answer for all images gives 10 %.
ACCURACY = {"mini": 0.84, "full": 0.91}


def assert_boolean(value, right, name):
    """Demands a boolean of the right value; 1.0 or "yes" is no answer."""
    assert isinstance(value, (bool, np.bool_)), msg(
        "`%(name)s` should be True or False, not %(value)s.", name=name, value=str(value)[:40]
    )
    assert bool(value) is right, msg("`%(name)s` should not be %(value)s.", name=name, value=bool(value))


def samples(seed, count, features, classes):
    """Returns fixed random inputs (N, d), one-hot targets (N, K), weights (d, K) and biases (K,)."""
    random = np.random.default_rng(seed)
    X = random.uniform(0, 1, (count, features))
    t = np.eye(classes)[np.arange(count) % classes]
    W = random.normal(0, 1 / np.sqrt(features), (features, classes))
    return X, t, W, random.normal(0, 1, classes)


# images


@pytest.mark.exercise("images", points=0.5, hint="How many numbers describe one image?")
def test_dimension(student):
    """dimension is that of the space in which the images live"""
    assert_close(student.dimension, 784, name="dimension")


def shows(figure, images):
    """Tells whether a figure shows these images."""
    try:
        assert_figure(figure, images=images)
    except AssertionError:
        return False
    return True


@pytest.mark.exercise("images", points=0.75, hint="images[:count] are the ones to show, whatever their size.")
def test_show_some_images(student):
    """show_images shows as many images as it is told, of whatever size, and no others"""
    images = np.random.default_rng(1).integers(0, 256, (12, 16, 16), dtype=np.uint8)
    figure = student.show_images(images, 7)
    assert_figure(figure, images=images[:7])
    others = sum(shows(figure, image[np.newaxis]) for image in images[7:])
    assert not others, msg(
        "With count=7, the figure shows %(others)s images beyond the first seven.", others=others
    )
    # the last row of the grid is not full, whether it has 20 columns, 10 or 5
    images = np.random.default_rng(2).integers(0, 256, (27, 16, 16), dtype=np.uint8)
    assert_figure(student.show_images(images, 27), images=images)


# one_hot


@pytest.mark.exercise("one_hot", hint="`classes` alone decides how many columns there are.")
def test_one_hot_missing_classes(student):
    """one_hot keeps the columns of classes that do not occur, whatever the labels are"""
    random = np.random.default_rng(11)
    for count, classes in ((20, 26), (1, 3), (5, 40)):
        labels = random.integers(0, classes // 2 + 1, count)
        expected = np.array([[float(column == label) for column in range(classes)] for label in labels])
        name = msg("one_hot of %(count)s labels in %(classes)s classes", count=count, classes=classes)
        assert_close(student.one_hot(labels, classes), expected, name=name)


# softmax


@pytest.mark.exercise(
    "softmax",
    points=0.5,
    hint="inf / inf is not a number: shift the scores before np.exp, so that none is large.",
)
def test_softmax_large(student):
    """softmax is right, never NaN and without a warning, for scores up to 1000 in size"""
    z = np.array([[1000.0, 0.0, -1000.0], [1000.0, 1000.0, 0.0], [-1000.0, -1000.0, -1000.0]])
    expected = np.array([[1.0, 0.0, 0.0], [0.5, 0.5, 0.0], [1 / 3, 1 / 3, 1 / 3]])
    assert_close(student.softmax(z), expected, name="softmax(z)")
    assert_no_warning(student.softmax, z)


@pytest.mark.exercise(
    "softmax", points=0.25, hint="One shift for all rows will not do: give each row one of its own."
)
def test_softmax_rows_far_apart(student):
    """softmax is right where the rows have scores of quite another size"""
    ln3 = np.log(3)
    z = np.array([[5000.0, 5000.0 + ln3], [-5000.0 + ln3, -5000.0], [0.0, 0.0]])
    expected = np.array([[0.25, 0.75], [0.75, 0.25], [0.5, 0.5]])
    assert_close(student.softmax(z), expected, name="softmax(z)")


@pytest.mark.exercise(
    "softmax", points=0.25, hint="Try one row, many rows, and scores that are whole numbers."
)
def test_softmax_random(student, reference):
    """softmax is right on random scores, also for one sample and for whole numbers"""
    random = np.random.default_rng(21)
    for shape in ((30, 10), (1, 4), (4, 4)):
        z = random.normal(0, 3, shape)
        assert_close(
            student.softmax(z),
            reference.softmax(z),
            name=msg("softmax of scores of shape %(shape)s", shape=shape),
        )
        whole = np.round(z).astype(int)
        assert_close(student.softmax(whole), reference.softmax(whole), name="softmax of whole numbers")


@pytest.mark.exercise("softmax", points=0.25, hint="Look for -= and out= : they write into the array given.")
def test_softmax_keeps_input(student, reference):
    """softmax leaves the scores that it is given as they were"""
    z = np.array([[3.0, 1.0, 2.0], [0.0, -4.0, 1.0]])
    assert_close(assert_not_mutated(student.softmax, z.copy()), reference.softmax(z), name="softmax(z)")


@pytest.mark.exercise(
    "softmax", points=0.25, hint="np.sum(..., axis=1, keepdims=True) sums every row at once."
)
def test_softmax_vectorised(student, reference):
    """softmax handles all rows at once, without a Python loop over them"""
    z = np.random.default_rng(22).normal(0, 1, (256, 5))
    assert_close(student.softmax(z), reference.softmax(z), name="softmax(z)")
    assert_vectorised(student.softmax, (z[:8],), (z,))


# forward


@pytest.mark.exercise(
    "forward",
    points=0.5,
    hint="b has one number for each class, added to every row of scores.",
    given="softmax",
)
def test_forward_random(student, reference):
    """forward is right on random samples, whatever their number and that of classes"""
    for count, features, classes in ((50, 784, 10), (3, 5, 3), (2, 2, 4)):
        X, _, W, b = samples(31, count, features, classes)
        assert_close(
            student.forward(X, W, b),
            reference.forward(X, W, b),
            name=msg(
                "forward(X, W, b) for %(count)s samples, %(features)s features and %(classes)s classes",
                count=count,
                features=features,
                classes=classes,
            ),
        )


# loss


def assert_cost_of_certain_error(loss):
    """Passes -ln(epsilon) for every sensible epsilon, from 1e-7 (16.1) to 1e-16 (36.8)."""
    number = float(as_array(loss, (), name="the loss"))
    assert 16.0 <= number <= 37.0, msg(
        "A prediction that is certain and wrong costs %(number)s here. It should cost -ln(epsilon): "
        "27.6 for 1e-12, from 16 to 37 for 1e-7 to 1e-16.",
        number=format(number, ".6g"),
    )


@pytest.mark.exercise("loss", points=0.25, hint="What does your loss make of ln(0)?")
def test_loss_certain_and_wrong(student):
    """cross_entropy is large, but finite, where a prediction is certain and wrong"""
    t, p = np.array([[0, 1, 0]]), np.array([[1.0, 0.0, 0.0]])
    assert_cost_of_certain_error(student.cross_entropy(t, p))


@pytest.mark.exercise(
    "loss",
    points=0.5,
    hint="Sum over the classes, mean over the samples: which axis is which, and which is divided?",
)
def test_loss_random(student, reference):
    """cross_entropy is right on random probabilities, for many samples and for one"""
    for count, classes in ((100, 10), (7, 3), (1, 5)):
        _, t, _, _ = samples(41, count, 2, classes)
        p = np.random.default_rng(42).uniform(0.1, 1, (count, classes))
        p /= p.sum(axis=1, keepdims=True)
        right = reference.cross_entropy(t, p)
        name = msg("the loss over %(count)s samples of %(classes)s classes", count=count, classes=classes)
        assert_close(student.cross_entropy(t, p), right, rtol=1e-5, name=name)
        assert_close(student.cross_entropy(t.astype(int), p), right, rtol=1e-5, name=name)


@pytest.mark.exercise(
    "loss",
    points=0.25,
    hint="np.maximum(p, ...) makes a new array; p[p == 0] = ... writes into the one given.",
)
def test_loss_keeps_inputs(student):
    """cross_entropy leaves the targets and probabilities that it is given as they were"""
    loss = assert_not_mutated(student.cross_entropy, np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]]))
    assert_cost_of_certain_error(loss)


# gradients


@pytest.mark.exercise(
    "gradients", points=0.25, hint="For one sample, dW[j, k] is x[j] times the error of class k."
)
def test_gradients_single_sample(student):
    """gradients: dW has the right direction and length for a single sample"""
    X, t, p = np.array([[0.5, -2.0]]), np.array([[0, 1, 0]]), np.array([[0.25, 0.5, 0.25]])
    dW, _ = assert_values(student.gradients(X, t, p), "dW", "db")
    # the errors are 1/4, -1/2 and 1/4
    assert_close(dW, np.array([[0.125, -0.25, 0.125], [-0.5, 1.0, -0.5]]), name="dW")


@pytest.mark.exercise(
    "gradients", points=0.5, hint="Check the sign, the mean over samples, and the shape of each part."
)
def test_gradients_random(student, reference):
    """gradients are right on random samples"""
    for count, features, classes in ((40, 784, 10), (25, 3, 4)):
        X, t, W, b = samples(51, count, features, classes)
        p = reference.forward(X, W, b)
        right_dW, right_db = reference.gradients(X, t, p)
        dW, db = assert_values(student.gradients(X, t, p), "dW", "db")
        assert_close(dW, right_dW, name="dW")
        assert_close(db, right_db, name="db")


@pytest.mark.exercise(
    "gradients",
    points=0.75,
    hint="Move one weight by 0.00001 and see how your loss changes: the gradient should say the same.",
)
def test_gradients_own_loss(student, reference):
    """gradients agree with finite differences of your own loss"""
    X, t, W, b = samples(52, 7, 3, 4)
    # other targets, and other weights: gradients that do not depend on both prove nothing
    questions = [(t, W, b), (np.roll(t, 1, axis=1), W, b), (t, -W, b)]
    answers, right = [], []
    for targets, weights, bias in questions:
        p = reference.forward(X, weights, bias)
        dW, db = assert_values(student.gradients(X, targets, p), "dW", "db")
        answers.append(np.vstack([as_array(dW, (3, 4), name="dW"), as_array(db, (4,), name="db")]))
        right.append(np.vstack(reference.gradients(X, targets, p)))
    try:
        for answer, expected in zip(answers, right, strict=True):
            assert_close(answer, expected, name="(dW, db)")
        return
    except AssertionError as error:
        wrong = error
    with suppress(*UNUSABLE):
        assert_follow_own_loss(student, reference, X, questions, answers)
        return
    raise wrong


def assert_follow_own_loss(student, reference, X, questions, answers):
    """Demands gradients (dW, db) of the student's own loss, which differ from question to question."""
    for one, other in combinations(answers, 2):
        assert_different(one, other)
    for (t, W, b), gradient in zip(questions, answers, strict=True):

        def own_loss(point, t=t):
            return student.replica.cross_entropy(t, reference.forward(X, point[:-1], point[-1]))

        assert_gradient(own_loss, gradient, np.vstack([W, b]), name="(dW, db)")


def assert_different(one, other):
    """Demands two arrays that differ visibly."""
    if np.allclose(one, other, rtol=1e-3):
        raise AssertionError


@pytest.mark.exercise(
    "gradients", points=0.5, hint="A sum over samples of input times error is one matrix product."
)
def test_gradients_vectorised(student, reference):
    """gradients handles all samples at once, without a Python loop over them"""
    X, t, W, b = samples(53, 256, 6, 4)
    p = reference.forward(X, W, b)
    dW, _ = assert_values(student.gradients(X, t, p), "dW", "db")
    assert_close(dW, reference.gradients(X, t, p)[0], name="dW")
    assert_vectorised(student.gradients, (X[:8], t[:8], p[:8]), (X, t, p))


# training


BEFORE_TRAINING = ["one_hot", "softmax", "forward", "loss", "gradients"]


def descend(reference, X, t, batches, rate):
    """Returns W above b, from zero, after one update for each of the batches, which are lists of indices."""
    both = np.zeros((X.shape[1] + 1, t.shape[1]))
    for batch in map(list, batches):
        p = reference.forward(X[batch], both[:-1], both[-1])
        both = both - rate * np.vstack(reference.gradients(X[batch], t[batch], p))
    return both


def checked_end(value, features, classes):
    """Returns W above b of what ``train`` returned, and its losses."""
    W, b, losses = assert_values(value, "W", "b", "losses")
    W, b = as_array(W, (features, classes), name="W"), as_array(b, (classes,), name="b")
    return np.vstack([W, b]), losses


def assert_descends(reference, value, settings, batches):
    """Passes (W, b, ...) after these batches."""
    X, t, rate = settings
    end, _ = checked_end(value, X.shape[1], t.shape[1])
    assert_close(end, descend(reference, X, t, batches, rate), name="(W, b)")


@pytest.mark.exercise(
    "training",
    points=0.25,
    hint="With one batch for all samples the order does not matter: X must still fit t.",
    given=BEFORE_TRAINING,
)
def test_train_one_batch(student, reference):
    """train follows gradient descent where one batch holds all samples"""
    X, t, _, _ = samples(61, 9, 4, 3)
    for epochs in (1, 3):
        value = student.train(X, t, epochs, 9, 0.5, 1)
        assert_descends(reference, value, (X, t, 0.5), [range(9)] * epochs)


@pytest.mark.exercise(
    "training",
    points=0.25,
    hint="All the samples, not those of the last batch; after the epoch, not before.",
    given=BEFORE_TRAINING,
)
def test_train_epoch_losses(student, reference):
    """train records the loss over all samples at the end of each epoch"""
    X, t, _, _ = samples(62, 8, 3, 3)

    _, _, losses = assert_values(student.train(X, t, 3, 8, 0.8, 2), "W", "b", "losses")
    ends = [descend(reference, X, t, [range(8)] * epochs, 0.8) for epochs in (1, 2, 3)]
    right = np.array([loss_at(reference, X, t, end) for end in ends])
    assert_close(losses, right, rtol=1e-5, name="losses")

    end, losses = checked_end(student.train(X, t, 2, 3, 0.8, 2), 3, 3)
    last = as_array(losses, (2,), name="losses of two epochs")[-1]
    assert_close(last, loss_at(reference, X, t, end), rtol=1e-5, name="the last of the losses")


def loss_at(reference, X, t, both):
    """Returns the loss of W above b."""
    return reference.cross_entropy(t, reference.forward(X, both[:-1], both[-1]))


@pytest.mark.exercise(
    "training",
    points=0.25,
    hint="Five samples in batches of two: how many updates are there in one epoch?",
    given=BEFORE_TRAINING,
)
def test_train_last_batch(student, reference):
    """train makes one update for every mini-batch, also for a smaller one at the end"""
    # all samples are alike, so that their order does not matter
    X, t = np.tile([[0.5, 2.0]], (5, 1)), np.tile([[0.0, 1.0, 0.0]], (5, 1))
    for batch_size, sizes in ((2, (2, 2, 1)), (3, (3, 2)), (1, (1, 1, 1, 1, 1)), (8, (5,))):
        value = student.train(X, t, 2, batch_size, 0.2, 3)
        assert_descends(reference, value, (X, t, 0.2), [range(size) for size in sizes * 2])


def four_samples():
    """Four samples that differ so much that every order of their batches leads elsewhere."""
    X = np.array([[1.0, 0.0], [0.5, 2.0], [-1.0, 1.0], [2.0, -1.5]])
    return X, np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [0.0, 1.0, 0.0]])


HALVES = [(pair, tuple({0, 1, 2, 3} - set(pair))) for pair in combinations(range(4), 2)]
"""All ways to cut four samples into a first and a second batch of two."""


def find_orders(reference, ends, epochs):
    """Returns for each end the way to cut the epochs into batches that leads there, or None."""
    X, t = four_samples()
    plans = [(first,) for first in HALVES]
    if epochs == 2:
        plans = [(first, second) for first in HALVES for second in HALVES]
    reached = {
        plan: descend(reference, X, t, [batch for cut in plan for batch in cut], 1.0) for plan in plans
    }
    return [
        next((plan for plan, goal in reached.items() if np.allclose(end, goal, rtol=1e-7, atol=1e-9)), None)
        for end in ends
    ]


def orders_of(student, reference, seeds, epochs):
    """Returns the order of the batches for each seed; fails where a result comes from no order at all."""
    X, t = four_samples()
    ends = [checked_end(student.train(X, t, epochs, 2, 1.0, seed), 2, 3)[0] for seed in seeds]
    found = find_orders(reference, ends, epochs)
    assert None not in found, (
        "Four samples were cut into batches of two, and the W and b that came out belong to none of the "
        "possible orders: in an epoch, each sample is used exactly once, with its own target."
    )
    return found


@pytest.mark.exercise(
    "training",
    points=0.25,
    hint="One permutation of the indices, used for X and for t, then cut into pieces.",
    given=BEFORE_TRAINING,
)
def test_train_every_sample_once(student, reference):
    """train uses each sample exactly once in an epoch, with its own target"""
    orders_of(student, reference, range(6), 1)


@pytest.mark.exercise(
    "training",
    points=0.25,
    hint="Draw the order from np.random.default_rng(seed), anew in each epoch.",
    given=BEFORE_TRAINING,
)
def test_train_new_order(student, reference):
    """train draws a new order in every epoch, and the seed decides which"""
    seeds = range(8)
    orders = orders_of(student, reference, seeds, 2)
    assert len(set(orders)) > 1, (
        "Eight seeds gave the same order of the samples: it should depend on the seed."
    )
    assert any(first != second for first, second in orders), (
        "In all of eight runs the second epoch took the samples in the order of the first: draw a new one."
    )
    again = orders_of(student, reference, seeds, 2)
    assert orders == again, "The same seed gave another order the second time: use the seed that is given."


@pytest.mark.exercise(
    "training",
    points=0.75,
    hint="Look at your learning curve: was the loss still falling when you stopped?",
    given=BEFORE_TRAINING,
)
def test_held_out_accuracy(student, data, profile):
    """the trained W and b are accurate on images that no one has seen"""
    W = as_array(student.W, (784, 10), name="W")
    b = as_array(student.b, (10,), name="b")
    columns = np.argmax(data.x_held_out.reshape(-1, 784) / 255 @ W + b, axis=1)
    labels = data.y_held_out.astype(int)
    assert_accuracy(columns, labels, at_least=ACCURACY[profile])


@pytest.mark.exercise(
    "training",
    points=0.25,
    hint="Shuffle the indices: X and t belong to the caller.",
    given=BEFORE_TRAINING,
)
def test_train_keeps_inputs(student, reference):
    """train leaves the samples and targets that it is given as they were"""
    X, t, _, _ = samples(63, 8, 3, 3)
    value = assert_not_mutated(student.train, X.copy(), t.copy(), 2, 8, 0.5, 4)
    assert_descends(reference, value, (X, t, 0.5), [range(8)] * 2)


@pytest.mark.exercise(
    "training",
    points=0.25,
    hint="The point of this lab is to write each step with NumPy yourself.",
    given=BEFORE_TRAINING,
)
def test_train_numpy_alone(student, reference):
    """train works, and the notebook computes with NumPy alone"""
    X, t, _, _ = samples(64, 6, 3, 4)
    assert_descends(reference, student.train(X, t, 2, 6, 0.5, 5), (X, t, 0.5), [range(6)] * 2)
    assert_no_import(student, *OTHER_LIBRARIES)


# parameters


@pytest.mark.exercise("parameters", points=0.5, hint="Every class has a bias of its own.")
def test_parameter_count_images(student):
    """parameter_count is right for images of digits and of letters"""
    for features, classes, right in ((784, 10, 7850), (256, 10, 2570), (784, 26, 20410)):
        name = msg(
            "the number of parameters for %(features)s features and %(classes)s classes",
            features=features,
            classes=classes,
        )
        assert_close(student.parameter_count(features, classes), right, name=name)


# convexity


@pytest.mark.exercise(
    "convexity",
    points=0.5,
    hint="Try it: draw two points (W, b) and look at the cost along the segment between.",
)
def test_cost_is_convex(student):
    """cost_is_convex says whether the cost is convex in W and b"""
    assert_boolean(student.cost_is_convex, True, "cost_is_convex")


@pytest.mark.exercise(
    "convexity",
    points=0.5,
    hint="What do you know of the local minima of such a cost, and of a step that is small?",
)
def test_step_guarantees_global_minimum(student):
    """step_guarantees_global_minimum says what a well-chosen step promises"""
    assert_boolean(student.step_guarantees_global_minimum, True, "step_guarantees_global_minimum")
