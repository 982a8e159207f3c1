"""assert_loss_decreases, on losses worked by hand."""

import numpy as np
import pytest

from bareme.checks import assert_loss_decreases


@pytest.mark.parametrize(
    ("losses", "by"),
    [
        ([1.0, 0.9], 0),
        ([1.0, 2.0, 0.5], 0.5),
        (np.array([-1.0, -1.5]), 0.5),
        ([0.7, 0.0], 1),
        ([0.3, 0.27], 0.1),
    ],
)
def test_a_loss_that_falls_enough_passes(losses, by):
    assert_loss_decreases(losses, by=by)


@pytest.mark.parametrize(
    ("losses", "by", "words"),
    [
        ([1.0, 1.0, 1.0], 0, "never changes"),
        ([1.0, 0.5, 1.5], 0, "It rises"),
        ([1.0, 0.5, 1.0], 0, "no lower than at the start"),
        ([1.0, 0.9], 0.5, "by at least 50 %; it goes from 1 to 0.9 in 2 values.\nIt falls too slowly"),
        ([1.0, np.nan, 0.5], 0, "nan at index 1"),
        ([1.0, np.inf], 0, "inf at index 1"),
        ([1.0], 0, "at least two"),
        ([], 0, "at least two"),
        (0.5, 0, "list of real numbers, one for each step, not the number 0.5"),
        (np.ones((3, 1)), 0, r"not an array of shape \(3, 1\)"),
        (None, 0, r"not nothing \(None\)"),
        ([2j, 1j], 0, "complex values"),
    ],
)
def test_a_loss_that_does_not_is_told_why(losses, by, words):
    with pytest.raises(AssertionError, match=words):
        assert_loss_decreases(losses, by=by)


@pytest.mark.parametrize("by", [-0.1, 1.5, np.nan])
def test_an_impossible_fall_is_a_mistake_of_the_suite(by):
    with pytest.raises(ValueError, match="share"):
        assert_loss_decreases([1.0, 0.5], by=by)
