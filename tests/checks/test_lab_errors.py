"""Each error in arrays of labs gets its own explanation and no other."""

from itertools import product

import numpy as np
import pytest

from bareme.checks import describe_difference
from bareme.checks.hypotheses import SHAPE_HYPOTHESES, VALUE_HYPOTHESES
from bareme.checks.hypotheses.order import detect_shifted_classes, detect_shifted_one_hot

RANDOM = np.random.default_rng(5)
N, D, K = 40, 12, 10
X = RANDOM.uniform(0, 1, (N, D))
W = RANDOM.normal(0, 0.5, (D, K))
B = RANDOM.normal(0, 1, K)
LABELS = RANDOM.integers(0, K, N)
T = np.eye(K)[LABELS]
Z = X @ W + B


def softmax(z, axis=1):
    powers = np.exp(z - z.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


P = softmax(Z)
Y = sigmoid(X @ W[:, 0] + B[0])
HIDDEN = sigmoid(Z)
GRADIENT = X.T @ (P - T) / N
COST = float(-np.mean(np.sum(T * np.log(P), axis=1)))
COSTS = -np.log(P[np.arange(N), LABELS])
SQUARE = X[:D].T @ X[:D]
GREY = RANDOM.integers(0, 256, (N, D))

STORIES = {
    "transposed, square": (SQUARE.T + np.tri(D), SQUARE + np.tri(D).T, "the transpose of what"),
    "transposed": (GRADIENT.T, GRADIENT, "the transpose of what"),
    "sign of a cost": (-COST, COST, "The sign is flipped."),
    "sign of a gradient": (-GRADIENT, GRADIENT, "The sign is flipped."),
    "sum for the mean, of a cost": (N * COST, COST, f"It is {N} (the number of samples) times too large"),
    "sum for the mean, of a gradient": (X.T @ (P - T), GRADIENT, f"It is {N} (the number of samples) times"),
    "divided twice": (GRADIENT / N, GRADIENT, f"It is {N} (the number of samples) times too small"),
    "mean over the entries": (COST / K, COST, "It looks 10 times too small"),
    "factor 2": (2 * GRADIENT, GRADIENT, "twice too large"),
    "mean missing": (COSTS, COST, "The mean of these values is what is expected"),
    "wrong axis of a sum": (HIDDEN.sum(axis=1), HIDDEN.sum(axis=0), "over the wrong axis"),
    "axis missing": (float((P * Z).mean()), (P * Z).mean(axis=0), "is `axis=` missing"),
    "keepdims missing": (Z.max(axis=1), Z.max(axis=1, keepdims=True), "An axis of length 1 is missing"),
    "softmax along the wrong axis": (softmax(Z, axis=0), P, "normalised along the wrong axis"),
    "softmax of the whole array": (np.exp(Z) / np.exp(Z).sum(), P, "The values of the whole array sum to 1"),
    "softmax without the division": (np.exp(Z), P, "the rows do not sum to 1"),
    "log10": (COST / np.log(10), COST, "log10 where the natural logarithm"),
    "log2": (COSTS / np.log(2), COSTS, "log2 where the natural logarithm"),
    "labels from 1": (LABELS + 1, LABELS, "The class numbers are too large by 1"),
    "labels from 1, one-hot": (np.eye(K)[(LABELS + 1) % K], T, "one column too far to the right"),
    "not one-hot": (LABELS, T, "they are expected as one-hot rows"),
    "one-hot where classes are asked for": (T, LABELS, "take the class of the largest one"),
    "probabilities where classes are asked for": (P, P.argmax(axis=1), "take the class of the largest one"),
    "bias missing": (X @ W, Z, "Each column is off by a constant"),
    "bias twice": (Z + B, Z, "Each column is off by a constant"),
    "bias missing in a neuron": (sigmoid(X @ W[:, 0]), Y, "Inside the sigmoid"),
    "bias missing in a hidden layer": (sigmoid(X @ W), HIDDEN, "Inside the sigmoid"),
    "bias missing in a softmax": (softmax(X @ W), P, "Inside the softmax"),
    "one bias for all": (Z - B + 0.7, Z - B, "is a constant, such as the bias, wrong"),
    "softmax twice": (softmax(P), P, "the softmax is applied twice"),
    "softmax missing": (Z, P, "is the softmax missing"),
    "sigmoid twice": (sigmoid(Y), Y, "the sigmoid is applied twice"),
    "sigmoid missing": (X @ W[:, 0] + B[0], Y, "is the sigmoid missing"),
    "minus missing in the sigmoid": (1 - Y, Y, "1 minus what is expected"),
    "integer division": (GREY // 255, GREY / 255, "integer dtype"),
    "cast to integers": (np.trunc(Z), Z, "is there a rounding, an integer division"),
    "float32": (P.astype(np.float32), P, "the rounding of float32"),
    "unscaled": (GREY, GREY / 255, "255 times too large"),
    "divided by 256": (GREY / 256, GREY / 255, "divided by 256"),
    "column against row": (Y[:, np.newaxis] - Y, Y, "broadcasts the two to"),
    "percentage": (92.5, 0.925, "a percentage"),
}


@pytest.mark.parametrize(("actual", "expected", "words"), STORIES.values(), ids=STORIES)
def test_each_error_is_told_its_own_story(actual, expected, words):
    story = describe_difference(actual, expected, samples=N)
    assert story is not None
    assert words in story
    others = {case[2] for case in STORIES.values()} - {words}
    assert not [other for other in others if other in story and other not in words and words not in other]


UNUSUAL = {
    "softmax without the shift": (np.exp(Z) / np.exp(Z).sum(axis=1)[:, np.newaxis], P),
    "softmax, row by row": (np.array([np.exp(row) / sum(np.exp(row)) for row in Z]), P),
    "sigmoid by tanh": ((1 + np.tanh((X @ W[:, 0] + B[0]) / 2)) / 2, Y),
    "products one by one": (np.array([sum(row * W[:, 0]) for row in X]), X @ W[:, 0]),
    "einsum": (np.einsum("nd,nk->dk", X, P - T) / N, GRADIENT),
    "outer products": (sum(np.outer(x, e) for x, e in zip(X, P - T, strict=True)) / N, GRADIENT),
    "a list of lists": (GRADIENT.tolist(), GRADIENT),
    "one-hot of integers": (T.astype(int), T),
    "one-hot of booleans": (np.arange(K) == LABELS[:, np.newaxis], T),
    "labels as floats": (LABELS.astype(float), LABELS),
    "bias as a weight": (np.c_[X, np.ones(N)] @ np.r_[W, [B]], Z),
    "in column order": (np.asfortranarray(GRADIENT), GRADIENT),
    "cost by the labels": (float(COSTS.mean()), COST),
}


@pytest.mark.parametrize(("actual", "expected"), UNUSUAL.values(), ids=UNUSUAL)
def test_a_right_answer_in_an_unusual_style_is_told_nothing(actual, expected):
    assert describe_difference(actual, expected, samples=N) is None


def one_hot(rng, shape):
    return np.eye(shape[-1])[rng.integers(0, shape[-1], shape[:-1])]


WRONG_BY_NATURE = {
    "normal": lambda rng, shape: rng.normal(size=shape),
    "probabilities": lambda rng, shape: rng.dirichlet(np.ones(shape[-1]), size=shape[:-1]),
    "nearly certain": lambda rng, shape: softmax(rng.normal(0, 20, size=(1, *shape)), axis=-1)[0],
    "uniform": lambda rng, shape: rng.uniform(size=shape),
    "float32": lambda rng, shape: rng.normal(size=shape).astype(np.float32),
    "grey levels": lambda rng, shape: rng.integers(0, 256, shape),
    "huge": lambda rng, shape: rng.normal(size=shape) * 1e12,
    "tiny": lambda rng, shape: rng.normal(size=shape) * 1e-12,
    "one-hot": one_hot,
}


# Nearly certain probabilities round to a one-hot row, which can be right by chance.
NO_RELATION = [pair for pair in product(WRONG_BY_NATURE, repeat=2) if pair != ("one-hot", "nearly certain")]


@pytest.mark.parametrize(("actual", "expected"), NO_RELATION)
def test_an_answer_that_is_wrong_by_nature_is_told_nothing(actual, expected):
    for seed in range(6):
        rng = np.random.default_rng(seed)
        for shape in ((8,), (40,), (5, 3), (3, 5), (6, 6), (40, 10), (200, 2), (4, 3, 5)):
            given, right = (WRONG_BY_NATURE[kind](rng, shape) for kind in (actual, expected))
            assert describe_difference(given, right, samples=shape[0]) is None


@pytest.mark.parametrize("seed", range(20))
def test_a_wrong_layer_is_not_told_that_its_bias_is_missing(seed):
    rng = np.random.default_rng(seed)
    other = X @ rng.normal(0, 0.5, (D, K)) + B
    for one, right in ((other, Z), (sigmoid(other), HIDDEN), (softmax(other), P)):
        assert describe_difference(one, right, samples=N) is None
    # With a bias missing for one sample in forty the explanation does not hold.
    almost = X @ W
    almost[seed] = Z[seed]
    for one, right in ((almost, Z), (sigmoid(almost), HIDDEN), (softmax(almost), P)):
        assert describe_difference(one, right, samples=N) is None


def test_every_story_of_shapes_and_order_is_among_those_tried():
    assert {detect_shifted_classes, detect_shifted_one_hot} <= set(VALUE_HYPOTHESES)
    assert not set(VALUE_HYPOTHESES) & set(SHAPE_HYPOTHESES)
