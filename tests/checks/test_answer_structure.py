"""assert_values, assert_entries and assert_choice, with their messages."""

import numpy as np
import pytest

from bareme.checks import assert_choice, assert_entries, assert_values


@pytest.mark.parametrize("value", [(1, 2), [1, 2], ("12", None)])
def test_as_many_values_as_names_are_returned_as_they_are(value):
    assert assert_values(value, "W", "b") is value


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "returned nothing."),
        (3.0, "returned a single one"),
        # Each of these could be unpacked, and is one answer all the same.
        (np.zeros(2), "returned a single one"),
        ("Wb", "returned a single one"),
        ({"W": 1, "b": 2}, "returned a single one"),
        ((1,), "returned 1"),
        ([1, 2, 3], "returned 3"),
        ((), "returned 0"),
    ],
)
def test_anything_else_is_said_to_be_another_number_of_values(value, said):
    with pytest.raises(AssertionError) as caught:
        assert_values(value, "W", "b")
    assert str(caught.value).startswith("The function should return 2 values, (W, b), but it ")
    assert said in str(caught.value)


def test_entries_come_in_the_order_asked_for_and_without_the_others():
    given = {"b": 2, "x": 9, "a": 1, (3, 0.1): None}
    assert list(assert_entries(given, ["a", (3, 0.1), "b"], variable="table").items()) == [
        ("a", 1),
        ((3, 0.1), None),
        ("b", 2),
    ]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "`table` should be a dictionary"),
        ([("a", 1), ("b", 2)], "`table` should be a dictionary"),
        ({}, "`table` is empty."),
        ({"a": 1, "B": 2}, "`table` lacks the key 'b'; it has 'a', 'B'."),
        ({"a": 1} | dict.fromkeys(range(10_000)), "`table` lacks the key 'b'; it has 'a', 0, 1, 2"),
        (
            {"a": 1, 10**5000: 2},
            "`table` lacks the key 'b'; it has 'a', a whole number of more than 300 digits.",
        ),
    ],
)
def test_a_table_that_lacks_something_says_what(value, said):
    with pytest.raises(AssertionError) as caught:
        assert_entries(value, ("a", "b"), variable="table")
    assert str(caught.value).startswith(said)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize("value", ["c", "C", " c\n"])
def test_the_right_letter_passes_in_either_case(value):
    assert_choice(value, "c", variable="best")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("a", '`best` is "a", which is not the answer.'),
        ("B ", '`best` is "b", which is not the answer.'),
        *(
            (one, "`best` should be one of the letters a to c, in quotes.")
            for one in ("d", "", "ab", None, 3, ["c"])
        ),
    ],
)
def test_another_letter_is_told_from_what_is_none_and_the_right_one_is_never_said(value, said):
    with pytest.raises(AssertionError) as caught:
        assert_choice(value, "c", "abc", variable="best")
    assert str(caught.value) == said


def test_a_right_answer_that_cannot_be_chosen_is_a_fault_of_the_suite():
    with pytest.raises(ValueError, match="'e' is none of the letters 'abcd'"):
        assert_choice("e", "e", variable="best")
