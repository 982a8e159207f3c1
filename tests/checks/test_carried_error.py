"""assert_right_or_consistent: an earlier mistake is paid for once, and proves nothing by itself."""

import itertools

import numpy as np
import pytest

from bareme.checks import assert_right_or_consistent
from bareme.errors import StudentRaised

QUESTION = np.array([1.0, 2.0])
RIGHT = QUESTION
OTHERS = [(np.array([2.0, 1.0]),), (np.array([5.0, 7.0]),)]


def ten_times(x):
    """An earlier function that is ten times too large."""
    return 10 * x


def judge(answer, own=ten_times, right=RIGHT, question=(QUESTION,), others=tuple(OTHERS), **settings):
    assert_right_or_consistent(answer, right, own, question=question, others=others, **settings)


def refuse(answer, own, **settings):
    with pytest.raises(AssertionError, match=settings.pop("match", "The result")):
        judge(answer, own, **settings)


def never(x):
    raise KeyboardInterrupt("a right answer needs no other")


def test_a_right_answer_passes_without_a_look_at_earlier_functions():
    judge([1.0, 2.0], never)


def test_an_answer_that_follows_from_an_earlier_mistake_passes():
    judge([10.0, 20.0])


def test_several_arrays_are_compared_one_by_one():
    def own(x):
        return 10 * x, [3 * x.sum()]

    judge((QUESTION, [3.0]), own, right=(RIGHT, np.array([3.0])))
    judge((10 * QUESTION, [9.0]), own, right=(RIGHT, np.array([3.0])), others=OTHERS[1:])
    refuse((10 * QUESTION, [3.0]), own, right=(RIGHT, np.array([3.0])), others=OTHERS[1:], match="Item 1")


def test_what_is_neither_is_compared_with_the_right_answer():
    with pytest.raises(AssertionError, match=r"(?s)The loss.*\b1\b") as caught:
        judge(3.0, lambda x: 10.0 * x[0], right=np.float64(1.0), name="the loss")
    assert "10" not in str(caught.value)


def test_settings_hold_for_both_comparisons():
    for answer in ([1.001, 2.0], [10.01, 20.0]):
        judge(answer, rtol=0.01)
        refuse(answer, ten_times, rtol=1e-6)


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
    def own(x):
        raise error

    judge(RIGHT, own)
    refuse(10 * QUESTION, own)


def test_none_agrees_with_nothing():
    refuse(None, lambda x: None)


@pytest.mark.parametrize(
    ("answer", "own"),
    [
        ([3.0, 4.0], lambda x: np.array([3.0, 4.0])),
        ([0.0, 0.0], lambda x: np.zeros(2)),
        ([3.0, 3.0], lambda x: np.full(2, x.sum())),
        (np.linspace(0.2, 0.8, 2), lambda x: np.linspace(0.2, 0.8, len(x))),
        ([10.0, 20.0], lambda x: [10.0, 20.0]),
    ],
    ids=["constant", "zeros", "the same in every place", "only the length", "a list"],
)
def test_a_function_that_answers_every_question_alike_proves_nothing(answer, own):
    refuse(answer, own)


def test_a_function_that_counts_its_calls_proves_nothing():
    for first in range(4):
        calls = itertools.count(first)
        refuse([3.0 + first, 4.0], lambda x, calls=calls: [3.0 + next(calls), 4.0])


def test_the_earlier_function_cannot_foresee_the_order_of_the_questions():
    orders = set()
    for _ in range(40):
        asked = []
        judge([10.0, 20.0], lambda x, asked=asked: asked.append(x[0]) or 10 * x)
        orders.add(tuple(asked))
    assert len(orders) > 1


@pytest.mark.parametrize(
    "given",
    [
        np.ones((4000, 1)),
        np.ones((2, 1)),
        [10.0, np.nan],
        [10.0, np.inf],
        [10.0 + 0j, 20.0],
        {"a": 1},
        "10",
        [[10.0], [20.0, 3.0]],
        np.array([b"x", b"y"]),
        10**400,
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_earlier_functions_answer_must_have_the_form_of_the_right_answer(given):
    refuse(given, lambda x: given)
    refuse((given, given), lambda x: (given, given))


def test_a_suite_must_ask_another_question():
    with pytest.raises(ValueError, match="other question"):
        judge(RIGHT, others=[])
