"""Every hypothesis explains its mistake, on numbers checked by hand."""

import math

import numpy as np
import pytest

from bareme.checks import describe_difference
from bareme.checks.hypotheses import SHAPE_HYPOTHESES, VALUE_HYPOTHESES

PROBABILITIES = np.array([0.1234, 0.4321, 0.8765, 0.9512])
REALS = np.array([-1.2345, 0.5432, 2.3456, -3.4567])
MATRIX = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
COLUMNS = np.array([[1.25, 2.5], [4.75, 5.125], [0.375, -6.5], [2.875, 0.625]])
SQUARE = np.array([[1.0, 2.0], [3.0, 5.0]])
# Two rows of softmax, by hand: exp(0), exp(ln 2), exp(ln 5) and exp(0), exp(ln 3), exp(ln 4) over 8.
SCORES = np.log([[1.0, 2.0, 5.0], [1.0, 3.0, 4.0]])
SOFTMAX = np.array([[1.0, 2.0, 5.0], [1.0, 3.0, 4.0]]) / 8

VALUES = {
    "not_finite, NaN": ([math.nan, 0.5], [0.25, 0.5], "NaN comes from"),
    "not_finite, infinity": ([math.inf, 0.5], [0.25, 0.5], "log(0)"),
    "float32_noise": (np.float32(PROBABILITIES), PROBABILITIES, "float32"),
    "float32_noise, widened": (np.float32(PROBABILITIES).astype(float), PROBABILITIES, "float32"),
    "float32_noise, scalar": (np.float32(0.1), 0.1, "float32"),
    "cut_to_integers, dtype": (np.array([1, -2, 3]), [1.5, -2.25, 3.75], "integer dtype"),
    "cut_to_integers, values": ([1.0, -2.0, 3.0], [1.5, -2.25, 3.75], "fractional part"),
    "cut_to_integers, floor": ([1.0, -3.0, 3.0], [1.5, -2.25, 3.75], "fractional part"),
    "cut_to_integers, scalar": (3, 3.7654, "integer dtype"),
    "rounded, scalar": (0.693, 0.69314718, "rounded to 3 decimals"),
    "rounded": ([0.12, 0.43, 0.88, 0.95], PROBABILITIES, "rounded to 2 decimals"),
    "rounded, whole": ([0.0, 0.0, 1.0, 1.0], PROBABILITIES, "rounded to whole numbers"),
    "constant, zeros": (np.zeros(4), PROBABILITIES, "Every value is 0"),
    "constant, ones": (np.ones(4), PROBABILITIES, "Every value is 1"),
    "unfinished": ([0.1234, 0.4321, 0.0, 0.0], PROBABILITIES, "the first 2 are right"),
    "unfinished, one": ([0.1234, 0.0, 0.0, 0.0], PROBABILITIES, "the first is right"),
    "sign_flipped": ([1.2345, -0.5432, -2.3456, 3.4567], REALS, "sign is flipped"),
    "sign_flipped, scalar": (-0.6931, 0.6931, "sign is flipped"),
    "complement": ([0.8766, 0.5679, 0.1235, 0.0488], PROBABILITIES, "1 minus"),
    "complement, symmetric": ([0.75, 0.5, 0.25], [0.25, 0.5, 0.75], "1 minus"),
    "sign_flipped, symmetric": ([1.0, 0.0, -1.0], [-1.0, 0.0, 1.0], "sign is flipped"),
    "complement, classes": ([0, 1, 1, 0, 1], [1, 0, 0, 1, 0], "exchanged"),
    "complement, booleans": ([False, True, True, False], [1.0, 0.0, 0.0, 1.0], "exchanged"),
    # sigmoid(-ln 3) = 1/4 and sigmoid(ln 3) = 3/4; sigmoid(-ln 2) = 1/3 and sigmoid(ln 7) = 7/8.
    "sigmoid_missing": (np.log([1 / 3, 3, 1 / 2, 7]), [1 / 4, 3 / 4, 1 / 3, 7 / 8], "sigmoid missing"),
    "sigmoid_extra": ([1 / 4, 3 / 4, 1 / 3, 7 / 8], np.log([1 / 3, 3, 1 / 2, 7]), "one too many"),
    # sigmoid(0.5) and sigmoid(0.25), from tables.
    "sigmoid_extra, twice": ([0.62245933, 0.56217650, 0.57444252], [0.5, 0.25, 0.3], "applied twice"),
    "softmax_missing": (SCORES, SOFTMAX, "softmax missing"),
    "softmax_extra": (SOFTMAX, SCORES, "one too many"),
    "softmax_extra, twice": (
        np.exp(SOFTMAX) / np.exp(SOFTMAX).sum(axis=1)[:, np.newaxis],
        SOFTMAX,
        "softmax is applied twice",
    ),
    "not_normalised": (SOFTMAX * [[8.0], [16.0]], SOFTMAX, "do not sum to 1"),
    "not_normalised, whole": (SOFTMAX / 2, SOFTMAX, "whole array sum to 1"),
    "normalised_along_other_axis": (
        [[1 / 2, 2 / 5, 5 / 9], [1 / 2, 3 / 5, 4 / 9]],
        SOFTMAX,
        "wrong axis",
    ),
    "transposed_square": ([[1.0, 3.0], [2.0, 5.0]], SQUARE, "transpose"),
    "reversed_axis": ([0.9512, 0.8765, 0.4321, 0.1234], PROBABILITIES, "reverse order"),
    "reversed_axis, rows": ([[4.0, 5.0, 6.0], [1.0, 2.0, 3.0]], MATRIX, "along axis 0"),
    "reversed_axis, columns": ([[3.0, 2.0, 1.0], [6.0, 5.0, 4.0]], MATRIX, "along axis 1"),
    "shifted_by_one, early": ([0.4321, 0.8765, 0.9512, 0.5], PROBABILITIES, "too early"),
    "shifted_by_one, late": ([0.5, 0.1234, 0.4321, 0.8765], PROBABILITIES, "too late"),
    "shifted_by_one, around": ([0.9512, 0.1234, 0.4321, 0.8765], PROBABILITIES, "too late"),
    "shifted_classes": ([1, 3, 2, 1, 3], [0, 2, 1, 0, 2], "too large by 1"),
    "shifted_classes, small": ([-1, 1, 0, -1, 1], [0, 2, 1, 0, 2], "too small by 1"),
    "shifted_one_hot": (np.eye(3)[[1, 2, 0]], np.eye(3), "too far to the right"),
    "shifted_one_hot, left": (np.eye(4)[[3, 0, 1, 3]], np.eye(4)[[0, 1, 2, 0]], "too far to the left"),
    "other_order, sorted": ([1.0, 2.0, 3.0, 5.0], [2.0, 5.0, 1.0, 3.0], "sorted"),
    "other_order": ([0.5432, -1.2345, -3.4567, 2.3456], REALS, "in another order"),
    "factor, whole": ([-3.7035, 1.6296, 7.0368, -10.3701], REALS, "3 times too large"),
    "factor, share": (REALS / 7, REALS, "7 times too small"),
    "factor, any": (REALS * 1.37, REALS, "1.37 times"),
    "factor, both": (REALS * -3, REALS, "The sign is flipped as well"),
    "factor, log10": (math.log10(2), math.log(2), "log10"),
    "factor, log2": (math.log2(3), math.log(3), "log2"),
    "factor, grey levels": ([12.75, 51.0, 242.25], [0.05, 0.2, 0.95], "255 times too large"),
    "factor, 256": (np.array([17, 101, 255]) / 256, np.array([17, 101, 255]) / 255, "divided by 256"),
    "factor, twice": (2.4690, 1.2345, "twice too large"),
    "percentage": (37.5, 0.375, "percentage"),
    "percentage, array": ([50.0, 80.0], [0.5, 0.8], "percentage"),
    "offset": ([1.25, 2.25, 3.25], [1.0, 2.0, 3.0], "0.25 too large"),
    "offset, negative": ([0.5, 1.5, 2.5], [1.0, 2.0, 3.0], "0.5 too small"),
    "bias_missing": (COLUMNS - [0.5, -2.0], COLUMNS, "column is off by a constant"),
    # sigmoid(-ln 3) = 1/4, sigmoid(-ln 2) = 1/3, sigmoid(ln 4) = 4/5; ln 2 more: 2/5, 1/2, 8/9.
    "bias_missing_in_sigmoid": ([1 / 4, 1 / 3, 4 / 5], [2 / 5, 1 / 2, 8 / 9], "Inside the sigmoid"),
    # Powers (1, 2, 5), (1, 3, 4), (2, 1, 1); a bias of (0, ln 2, ln 3) makes them
    # (1, 4, 15), (1, 6, 12), (2, 2, 3).
    "bias_missing_in_softmax": (
        [[1 / 8, 2 / 8, 5 / 8], [1 / 8, 3 / 8, 4 / 8], [2 / 4, 1 / 4, 1 / 4]],
        [[1 / 20, 4 / 20, 15 / 20], [1 / 19, 6 / 19, 12 / 19], [2 / 7, 2 / 7, 3 / 7]],
        "Inside the softmax",
    ),
    "logarithm": (np.log([2.0, 3.0, 5.0]), [2.0, 3.0, 5.0], "exp missing"),
    "logarithm, missing": ([2.0, 3.0, 5.0], np.log([2.0, 3.0, 5.0]), "log missing"),
    "power": ([4.0, 9.0, 25.0], [2.0, 3.0, 5.0], "square root missing"),
    "power, missing": ([2.0, 3.0, 5.0], [4.0, 9.0, 25.0], "a square missing"),
    "sign_lost": ([1.2345, 0.5432, 2.3456, 3.4567], REALS, "sign is lost"),
    "negative_part_lost": ([0.0, 0.5432, 2.3456, 0.0], REALS, "ReLU"),
}

SHAPES = {
    "class_scores": ([[0.1, 0.9], [0.8, 0.2], [0.3, 0.7]], [1, 0, 1], "argmax"),
    "missing_one_hot": ([1, 0, 1], [[0.0, 1.0], [1.0, 0.0], [0.0, 1.0]], "one-hot"),
    "reduced_too_little, mean": ([0.1234, 0.4321, 0.8765], 0.4773333333333333, "mean missing"),
    "reduced_too_little, sum": ([0.1234, 0.4321, 0.8765], 1.432, "sum missing"),
    "reduced_too_much, mean": (0.47735, [0.1234, 0.4321, 0.87655], "axis="),
    "reduced_too_much, sum": (1.43205, [0.1234, 0.4321, 0.87655], "sum over everything"),
    "broadcast_square": (np.ones((3, 3)), np.arange(3.0), "broadcasts the two to (3, 3)"),
    "broadcast_square, column": (np.ones((3, 3)), np.ones((3, 1)), "broadcasts the two to (3, 3)"),
    "extra_axis, column": (np.ones((3, 1)), np.ones(3), "broadcasts to (3, 3)"),
    "extra_axis, row": (np.ones((1, 3)), np.ones(3), "length 1 too many"),
    "extra_axis, number": ([0.5], 0.5, "return the number itself"),
    "missing_axis": (np.ones(3), np.ones((3, 1)), "keepdims"),
    "transposed": ([[1.0, 4.0], [2.0, 5.0], [3.0, 6.0]], MATRIX, "the transpose of what"),
    "transposed, other values": (np.ones((3, 2)), MATRIX, "order of the axes"),
    "one_more_or_less, first": ([9.0, 1.0, 2.0], [1.0, 2.0], "first entry is one too many"),
    "one_more_or_less, last": ([[1.0, 2.0], [4.0, 5.0]], MATRIX, "last entry is missing"),
    # 15 + 18.25 = 7.5 + 11.75 + 14: the same total over rows and over columns.
    "other_axis": ([15.0, 18.25], [7.5, 11.75, 14.0], "wrong axis"),
    "flattened": (np.arange(6.0), MATRIX, "flattened"),
    "flattened, other": (np.ones((1, 6)), MATRIX, "another arrangement"),
}


@pytest.mark.parametrize(("actual", "expected", "words"), VALUES.values(), ids=VALUES.keys())
def test_wrong_values_are_explained(actual, expected, words):
    story = describe_difference(actual, expected, rtol=1e-6)
    assert story is not None
    assert words in story


@pytest.mark.parametrize(("actual", "expected", "words"), SHAPES.values(), ids=SHAPES.keys())
def test_wrong_shapes_are_explained(actual, expected, words):
    story = describe_difference(actual, expected)
    assert story is not None
    assert words in story


def test_every_hypothesis_has_a_case():
    names = {hypothesis.__name__ for hypothesis in VALUE_HYPOTHESES}
    assert names == {case.split(",")[0] for case in VALUES}
    names = {hypothesis.__name__ for hypothesis in SHAPE_HYPOTHESES}
    assert names == {case.split(",")[0] for case in SHAPES}


@pytest.mark.parametrize(("factor", "words"), [(25, "too large"), (1 / 25, "too small")])
def test_a_factor_that_is_the_number_of_samples_is_named_as_such(factor, words):
    story = describe_difference(REALS * factor, REALS, samples=25)
    assert story is not None
    assert "25 (the number of samples) times " + words in story
