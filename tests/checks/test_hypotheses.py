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
    "detect_not_finite, NaN": ([math.nan, 0.5], [0.25, 0.5], "NaN comes from"),
    "detect_not_finite, infinity": ([math.inf, 0.5], [0.25, 0.5], "log(0)"),
    "detect_float32_noise": (np.float32(PROBABILITIES), PROBABILITIES, "float32"),
    "detect_float32_noise, widened": (np.float32(PROBABILITIES).astype(float), PROBABILITIES, "float32"),
    "detect_float32_noise, scalar": (np.float32(0.1), 0.1, "float32"),
    "detect_cut_to_integers, dtype": (np.array([1, -2, 3]), [1.5, -2.25, 3.75], "integer dtype"),
    "detect_cut_to_integers, values": ([1.0, -2.0, 3.0], [1.5, -2.25, 3.75], "fractional part"),
    "detect_cut_to_integers, floor": ([1.0, -3.0, 3.0], [1.5, -2.25, 3.75], "fractional part"),
    "detect_cut_to_integers, scalar": (3, 3.7654, "integer dtype"),
    "detect_rounding, scalar": (0.693, 0.69314718, "rounded to 3 decimals"),
    "detect_rounding": ([0.12, 0.43, 0.88, 0.95], PROBABILITIES, "rounded to 2 decimals"),
    "detect_rounding, whole": ([0.0, 0.0, 1.0, 1.0], PROBABILITIES, "rounded to whole numbers"),
    "detect_constant, zeros": (np.zeros(4), PROBABILITIES, "Every value is 0"),
    "detect_constant, ones": (np.ones(4), PROBABILITIES, "Every value is 1"),
    "detect_unfinished_loop": ([0.1234, 0.4321, 0.0, 0.0], PROBABILITIES, "the first 2 are right"),
    "detect_unfinished_loop, one": ([0.1234, 0.0, 0.0, 0.0], PROBABILITIES, "the first is right"),
    "detect_flipped_sign": ([1.2345, -0.5432, -2.3456, 3.4567], REALS, "sign is flipped"),
    "detect_flipped_sign, scalar": (-0.6931, 0.6931, "sign is flipped"),
    "detect_complement": ([0.8766, 0.5679, 0.1235, 0.0488], PROBABILITIES, "1 minus"),
    "detect_complement, symmetric": ([0.75, 0.5, 0.25], [0.25, 0.5, 0.75], "1 minus"),
    "detect_flipped_sign, symmetric": ([1.0, 0.0, -1.0], [-1.0, 0.0, 1.0], "sign is flipped"),
    "detect_complement, classes": ([0, 1, 1, 0, 1], [1, 0, 0, 1, 0], "exchanged"),
    "detect_complement, booleans": ([False, True, True, False], [1.0, 0.0, 0.0, 1.0], "exchanged"),
    # sigmoid(-ln 3) = 1/4 and sigmoid(ln 3) = 3/4; sigmoid(-ln 2) = 1/3 and sigmoid(ln 7) = 7/8.
    "detect_missing_sigmoid": (np.log([1 / 3, 3, 1 / 2, 7]), [1 / 4, 3 / 4, 1 / 3, 7 / 8], "sigmoid missing"),
    "detect_extra_sigmoid": ([1 / 4, 3 / 4, 1 / 3, 7 / 8], np.log([1 / 3, 3, 1 / 2, 7]), "one too many"),
    # sigmoid(0.5) and sigmoid(0.25), from tables.
    "detect_extra_sigmoid, twice": ([0.62245933, 0.56217650, 0.57444252], [0.5, 0.25, 0.3], "applied twice"),
    "detect_missing_softmax": (SCORES, SOFTMAX, "softmax missing"),
    "detect_extra_softmax": (SOFTMAX, SCORES, "one too many"),
    "detect_extra_softmax, twice": (
        np.exp(SOFTMAX) / np.exp(SOFTMAX).sum(axis=1)[:, np.newaxis],
        SOFTMAX,
        "softmax is applied twice",
    ),
    "detect_missing_normalisation": (SOFTMAX * [[8.0], [16.0]], SOFTMAX, "do not sum to 1"),
    "detect_missing_normalisation, whole": (SOFTMAX / 2, SOFTMAX, "whole array sum to 1"),
    "detect_normalisation_along_other_axis": (
        [[1 / 2, 2 / 5, 5 / 9], [1 / 2, 3 / 5, 4 / 9]],
        SOFTMAX,
        "wrong axis",
    ),
    "detect_transposed_square": ([[1.0, 3.0], [2.0, 5.0]], SQUARE, "transpose"),
    "detect_reversed_axis": ([0.9512, 0.8765, 0.4321, 0.1234], PROBABILITIES, "reverse order"),
    "detect_reversed_axis, rows": ([[4.0, 5.0, 6.0], [1.0, 2.0, 3.0]], MATRIX, "along axis 0"),
    "detect_reversed_axis, columns": ([[3.0, 2.0, 1.0], [6.0, 5.0, 4.0]], MATRIX, "along axis 1"),
    "detect_shift_by_one, early": ([0.4321, 0.8765, 0.9512, 0.5], PROBABILITIES, "too early"),
    "detect_shift_by_one, late": ([0.5, 0.1234, 0.4321, 0.8765], PROBABILITIES, "too late"),
    "detect_shift_by_one, around": ([0.9512, 0.1234, 0.4321, 0.8765], PROBABILITIES, "too late"),
    "detect_shifted_classes": ([1, 3, 2, 1, 3], [0, 2, 1, 0, 2], "too large by 1"),
    "detect_shifted_classes, small": ([-1, 1, 0, -1, 1], [0, 2, 1, 0, 2], "too small by 1"),
    "detect_shifted_one_hot": (np.eye(3)[[1, 2, 0]], np.eye(3), "too far to the right"),
    "detect_shifted_one_hot, left": (np.eye(4)[[3, 0, 1, 3]], np.eye(4)[[0, 1, 2, 0]], "too far to the left"),
    "detect_other_order, sorted": ([1.0, 2.0, 3.0, 5.0], [2.0, 5.0, 1.0, 3.0], "sorted"),
    "detect_other_order": ([0.5432, -1.2345, -3.4567, 2.3456], REALS, "in another order"),
    "detect_factor, whole": ([-3.7035, 1.6296, 7.0368, -10.3701], REALS, "3 times too large"),
    "detect_factor, share": (REALS / 7, REALS, "7 times too small"),
    "detect_factor, any": (REALS * 1.37, REALS, "1.37 times"),
    "detect_factor, both": (REALS * -3, REALS, "The sign is flipped as well"),
    "detect_factor, log10": (math.log10(2), math.log(2), "log10"),
    "detect_factor, log2": (math.log2(3), math.log(3), "log2"),
    "detect_factor, grey levels": ([12.75, 51.0, 242.25], [0.05, 0.2, 0.95], "255 times too large"),
    "detect_factor, 256": (np.array([17, 101, 255]) / 256, np.array([17, 101, 255]) / 255, "divided by 256"),
    "detect_factor, twice": (2.4690, 1.2345, "twice too large"),
    "detect_percentage": (37.5, 0.375, "percentage"),
    "detect_percentage, array": ([50.0, 80.0], [0.5, 0.8], "percentage"),
    "detect_offset": ([1.25, 2.25, 3.25], [1.0, 2.0, 3.0], "0.25 too large"),
    "detect_offset, negative": ([0.5, 1.5, 2.5], [1.0, 2.0, 3.0], "0.5 too small"),
    "detect_missing_bias": (COLUMNS - [0.5, -2.0], COLUMNS, "column is off by a constant"),
    # sigmoid(-ln 3) = 1/4, sigmoid(-ln 2) = 1/3, sigmoid(ln 4) = 4/5; ln 2 more: 2/5, 1/2, 8/9.
    "detect_missing_bias_in_sigmoid": ([1 / 4, 1 / 3, 4 / 5], [2 / 5, 1 / 2, 8 / 9], "Inside the sigmoid"),
    # Powers (1, 2, 5), (1, 3, 4), (2, 1, 1); a bias of (0, ln 2, ln 3) makes them
    # (1, 4, 15), (1, 6, 12), (2, 2, 3).
    "detect_missing_bias_in_softmax": (
        [[1 / 8, 2 / 8, 5 / 8], [1 / 8, 3 / 8, 4 / 8], [2 / 4, 1 / 4, 1 / 4]],
        [[1 / 20, 4 / 20, 15 / 20], [1 / 19, 6 / 19, 12 / 19], [2 / 7, 2 / 7, 3 / 7]],
        "Inside the softmax",
    ),
    "detect_logarithm": (np.log([2.0, 3.0, 5.0]), [2.0, 3.0, 5.0], "exp missing"),
    "detect_logarithm, missing": ([2.0, 3.0, 5.0], np.log([2.0, 3.0, 5.0]), "log missing"),
    "detect_power": ([4.0, 9.0, 25.0], [2.0, 3.0, 5.0], "square root missing"),
    "detect_power, missing": ([2.0, 3.0, 5.0], [4.0, 9.0, 25.0], "a square missing"),
    "detect_lost_sign": ([1.2345, 0.5432, 2.3456, 3.4567], REALS, "sign is lost"),
    "detect_lost_negative_part": ([0.0, 0.5432, 2.3456, 0.0], REALS, "ReLU"),
}

SHAPES = {
    "detect_class_scores": ([[0.1, 0.9], [0.8, 0.2], [0.3, 0.7]], [1, 0, 1], "argmax"),
    "detect_missing_one_hot": ([1, 0, 1], [[0.0, 1.0], [1.0, 0.0], [0.0, 1.0]], "one-hot"),
    "detect_missing_reduction, mean": ([0.1234, 0.4321, 0.8765], 0.4773333333333333, "mean missing"),
    "detect_missing_reduction, sum": ([0.1234, 0.4321, 0.8765], 1.432, "sum missing"),
    "detect_extra_reduction, mean": (0.47735, [0.1234, 0.4321, 0.87655], "axis="),
    "detect_extra_reduction, sum": (1.43205, [0.1234, 0.4321, 0.87655], "sum over everything"),
    "detect_broadcast_square": (np.ones((3, 3)), np.arange(3.0), "broadcasts the two to (3, 3)"),
    "detect_broadcast_square, column": (np.ones((3, 3)), np.ones((3, 1)), "broadcasts the two to (3, 3)"),
    "detect_extra_axis, column": (np.ones((3, 1)), np.ones(3), "broadcasts to (3, 3)"),
    "detect_extra_axis, row": (np.ones((1, 3)), np.ones(3), "length 1 too many"),
    "detect_extra_axis, number": ([0.5], 0.5, "return the number itself"),
    "detect_missing_axis": (np.ones(3), np.ones((3, 1)), "keepdims"),
    "detect_transposed_shape": ([[1.0, 4.0], [2.0, 5.0], [3.0, 6.0]], MATRIX, "the transpose of what"),
    "detect_transposed_shape, other values": (np.ones((3, 2)), MATRIX, "order of the axes"),
    "detect_extra_or_missing_entry, first": ([9.0, 1.0, 2.0], [1.0, 2.0], "first entry is one too many"),
    "detect_extra_or_missing_entry, last": ([[1.0, 2.0], [4.0, 5.0]], MATRIX, "last entry is missing"),
    # 15 + 18.25 = 7.5 + 11.75 + 14: the same total over rows and over columns.
    "detect_other_axis": ([15.0, 18.25], [7.5, 11.75, 14.0], "wrong axis"),
    "detect_flattening": (np.arange(6.0), MATRIX, "flattened"),
    "detect_flattening, other": (np.ones((1, 6)), MATRIX, "another arrangement"),
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


def test_zeros_where_only_tiny_values_are_expected_are_no_empty_result():
    # 1 + tanh(-20) is 0 in floats, where twice the sigmoid of -40 is 8.5e-18.
    tails = 1 / (1 + np.exp([100.0, 60.0, 40.0]))
    assert describe_difference(np.zeros(3), tails, atol=0.0) is None


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
