"""How values are read and written in messages."""

import numpy as np
import pytest

from bareme.checks.value_words import describe_kind, fail, format_apart, format_number, read_numbers
from bareme.wire import Handle


def test_a_message_is_cut_at_600_characters():
    with pytest.raises(AssertionError) as failure:
        fail("a" * 400, None, "", "b" * 400)
    assert str(failure.value) == "a" * 400 + "\n" + "b" * 198 + "…"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1 + 0.2, "0.3"),
        (np.float32(1 / 3), "0.333333"),
        (123456789, "123456789"),
        (10**20, "1e+20"),
        (True, "True"),
        (np.int8(-3), "-3"),
        (1 + 2j, "1+2j"),
        (float("nan"), "nan"),
    ],
)
def test_numbers_are_written_short(value, text):
    assert format_number(value) == text


def test_different_numbers_never_read_the_same():
    assert format_apart(0.1, 0.1000002) == ("0.1", "0.1000002")
    one, other = format_apart(1.0, np.nextafter(1.0, 2.0))
    assert one != other


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "nothing (None)"),
        ("a\u202eb", r"the text 'a\u202eb'"),
        ([[1], [2, 3]], "a list of 2 items that do not form an array of numbers"),
        (np.ones((2, 3)), "an array of shape (2, 3)"),
        (7, "the number 7"),
        (1j, "a complex number"),
        ({"a": 1}, "a dict"),
        (Handle(3, "Sequential"), "an object of type 'Sequential'"),
        (object(), "an object that is neither a number nor an array"),
    ],
)
def test_values_are_named_in_plain_words(value, text):
    assert describe_kind(value) == text


def test_only_plain_numbers_become_arrays():
    assert read_numbers([[1, 2], (3.5, 4)]).tolist() == [[1.0, 2.0], [3.5, 4.0]]
    assert read_numbers([2**70]).tolist() == [float(2**70)]
    for other in ("1", [1, "2"], [1, None], np.array(["1"]), {1: 2}, range(3), [[1], [2, 3]]):
        assert read_numbers(other) is None
