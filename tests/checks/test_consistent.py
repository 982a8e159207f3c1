"""assert_right_or_consistent: an earlier mistake is paid for once, and proves nothing by itself."""

import numpy as np
import pytest

from bareme.checks import assert_right_or_consistent
from bareme.errors import StudentRaised

RIGHT = np.array([1.0, 2.0])
OWN = np.array([10.0, 20.0])
"""What an earlier function that is ten times too large makes of it."""


def never():
    raise AssertionError("a right answer needs no other")


def test_a_right_answer_passes_without_a_look_at_earlier_functions():
    assert_right_or_consistent([1.0, 2.0], RIGHT, never)


def test_an_answer_that_follows_from_an_earlier_mistake_passes():
    assert_right_or_consistent([10.0, 20.0], RIGHT, lambda: OWN)


def test_what_is_neither_is_compared_with_the_right_answer():
    with pytest.raises(AssertionError, match=r"(?s)The loss.*\b1\b") as caught:
        assert_right_or_consistent(3.0, np.float64(1.0), lambda: np.float64(10.0), name="the loss")
    assert "10" not in str(caught.value)


def test_settings_hold_for_both_comparisons():
    for answer in ([1.001, 2.0], [10.01, 20.0]):
        assert_right_or_consistent(answer, RIGHT, lambda: OWN, rtol=0.01)
        with pytest.raises(AssertionError):
            assert_right_or_consistent(answer, RIGHT, lambda: OWN, rtol=1e-6)


@pytest.mark.parametrize(
    "error",
    [
        StudentRaised("sigmoid raised ValueError"),
        ZeroDivisionError(),
        KeyError("W"),
        IndexError(),
        TypeError(),
        AttributeError(),
        AssertionError("shape"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_earlier_function_that_cannot_be_used_neither_passes_nor_breaks_the_check(error):
    def own():
        raise error

    assert_right_or_consistent(RIGHT, RIGHT, own)
    with pytest.raises(AssertionError, match="The result"):
        assert_right_or_consistent(OWN, RIGHT, own)


def test_none_agrees_with_nothing():
    with pytest.raises(AssertionError, match="The result"):
        assert_right_or_consistent(None, RIGHT, lambda: None)
