"""assert_close and assert_shape, with their messages."""

import decimal
import fractions
import math
import tracemalloc
from collections import OrderedDict, namedtuple

import numpy as np
import pytest

from bareme.checks import (
    as_array,
    assert_accuracy,
    assert_close,
    assert_gradient,
    assert_loss_decreases,
    assert_shape,
)
from bareme.wire import Handle


class Hostile:
    """Raises from whatever is asked of it."""

    def __getattribute__(self, name):
        raise RuntimeError(name)

    def _refuse(self, *args):
        raise RuntimeError("asked")

    __eq__ = __len__ = __iter__ = __array__ = __float__ = __repr__ = __bool__ = __getitem__ = _refuse
    __hash__ = _refuse


class HostileFloat(float):
    def __float__(self):
        raise RuntimeError

    def __repr__(self):
        raise RuntimeError


class HostileList(list):
    def __iter__(self):
        raise RuntimeError

    def __len__(self):
        raise RuntimeError


def nested(depth):
    value = 1.0
    for _ in range(depth):
        value = [value]
    return value


def cyclic():
    value = []
    value.extend([value, value])
    return value


def hostile_array():
    array = np.empty(2, dtype=object)
    array.fill(Hostile())
    return array


Point = namedtuple("Point", "x y")

ZOO = [
    None,
    True,
    3,
    -(10**400),
    10**5000,
    2**64,
    math.nan,
    -math.inf,
    1 + 2j,
    "text",
    "é\ud800\n\x00" * 1000,
    b"bytes",
    [],
    (),
    {},
    [[]],
    [1, [2, 3]],
    [[1], [2, 3]],
    [1.0, "text"],
    [None, None],
    [10**5000],
    [-1, 2**63],
    [np.ones(2), np.ones(3)],
    [np.ones(2), np.ones(2)],
    (np.ones((2, 2)), 0.5),
    {"W": np.ones(3), 10**5000: 1, Handle(2, "x"): 3},
    nested(40),
    nested(500),
    cyclic(),
    np.array(5.0),
    np.float32(0.1),
    np.bool_(True),
    np.str_("text"),
    np.datetime64("2024-01-01"),
    np.zeros((0, 3)),
    np.array(["a", "b"]),
    np.array([object(), None], dtype=object),
    hostile_array(),
    np.zeros(2, dtype=[("a", float), ("b", int)]),
    np.full(5, np.nan),
    np.array([np.inf, -np.inf, 1.0]),
    np.ones(3, dtype=np.float16),
    np.ones(3, dtype=np.longdouble),
    np.ones(3, dtype=complex),
    np.ones((2,) * 20),
    np.zeros(3_000_000),
    np.ma.masked_array([1.0, 2.0, 3.0], mask=[True, False, False]),
    np.matrix([[1.0, 2.0]]),
    object(),
    object,
    len,
    Handle(1, "Model"),
    Handle(1, "a" * 200),
    Hostile(),
    [Hostile()],
    HostileFloat(1.0),
    HostileList([1.0]),
    Point(1.0, 2.0),
    OrderedDict(W=1.0),
    {1, 2},
    range(3),
    (x for x in range(3)),
    memoryview(b"abc"),
    decimal.Decimal("NaN"),
    fractions.Fraction(1, 3),
    slice(3),
    NotImplemented,
    Ellipsis,
]

EXPECTED = [
    0.123,
    np.array([0.1, 0.2, 0.7]),
    np.ones((4, 2)),
    np.zeros((0, 2)),
    np.array([True, False]),
    np.array([1j, 2.0]),
    np.array(["x", "y"]),
    (np.ones((2, 2)), 1.5),
    [np.ones(7), "text", None],
    {"W": np.ones(4)},
    "another text",
    b"other",
    {7},
]


@pytest.mark.parametrize("index", range(len(ZOO)))
def test_whatever_the_answer_is_a_wrong_one_ends_in_a_short_message(index):
    for expected in EXPECTED:
        with pytest.raises(AssertionError) as failure:
            assert_close(ZOO[index], expected)
        assert 10 < len(str(failure.value)) <= 600
        assert len(str(failure.value).splitlines()) <= 4


@pytest.mark.parametrize("index", range(len(ZOO)))
def test_no_check_lets_another_exception_out(index):
    for check in (
        lambda value: assert_shape(value, (6, 1)),
        lambda value: assert_accuracy(value, np.arange(9) % 2, at_least=0.9, balanced=0.9),
        lambda value: assert_loss_decreases(value, by=0.99),
        lambda value: assert_gradient(lambda x: float(x @ x), value, np.arange(1.0, 10.0)),
        lambda value: assert_gradient(lambda x: value, np.ones(7), np.arange(7.0), tolerance=1e-9),
    ):
        with pytest.raises(AssertionError) as failure:
            check(ZOO[index])
        assert 10 < len(str(failure.value)) <= 600


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        (0.5, 0.5),
        (np.array(0.5), 0.5),
        (0.5, np.array(0.5)),
        (np.float32(0.5), 0.5),
        (1, 1.0),
        (True, 1),
        (np.array([1, 0]), np.array([True, False])),
        ([1, 2, 3], np.array([1.0, 2.0, 3.0])),
        ((1, 2, 3), [1.0, 2.0, 3.0]),
        ([np.array([1.0, 2.0]), [3.0, 4.0]], np.array([[1.0, 2.0], [3.0, 4.0]])),
        ([np.nan, np.inf, -np.inf], np.array([np.nan, np.inf, -np.inf])),
        ([], np.zeros(0)),
        (2**70, 2**70),
        (1 + 2j, 1 + 2j),
        (1.0, 1 + 0j),
        ([np.ones(2), 0.5], (np.ones(2), 0.5)),
        ({"b": 0.5, "W": [1, 1]}, {"W": np.ones(2), "b": 0.5}),
        ("text", "text"),
        (np.str_("text"), "text"),
        (["a", "b"], np.array(["a", "b"])),
        (np.array(["a", "b"]), np.array(["a", "b"])),
        (None, None),
        ([None, "a", [1, 2]], [None, "a", [1, 2]]),
    ],
)
def test_right_answers_pass(actual, expected):
    assert_close(actual, expected)


@pytest.mark.parametrize(
    ("actual", "passes"), [(1.0 + 1.0e-3, True), (1.0 + 1.2e-3, False), (1.0 - 1.2e-3, False)]
)
def test_the_tolerance_is_atol_plus_rtol_times_expected(actual, passes):
    if passes:
        assert_close(actual, 1.0, rtol=6e-4, atol=5e-4)
    else:
        with pytest.raises(AssertionError):
            assert_close(actual, 1.0, rtol=6e-4, atol=5e-4)


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        ([0.5], 0.5),
        (np.ones((3, 1)), np.ones(3)),
        (np.ones(3), np.ones((1, 3))),
        (1.0, np.inf),
        (np.nan, 0.0),
        (0.0, np.nan),
        (np.inf, -np.inf),
        (1 + 0j, 1.0),
        (2**53 + 1, 2**53),
        ("1", 1),
        (1, "1"),
        (0, None),
        (np.ones((2, 2)), (np.ones(2), "a")),
        ({"W": 1}, {"W": 1, "b": 2}),
        ([1.0, "a"], ["a", 1.0]),
    ],
)
def test_wrong_answers_fail_even_where_broadcasting_or_casting_would_hide_it(actual, expected):
    with pytest.raises(AssertionError):
        assert_close(actual, expected, rtol=0 if isinstance(expected, int) else 1e-7)


@pytest.mark.parametrize(
    ("actual", "expected", "message"),
    [
        (
            None,
            0.5,
            "The result should be a single number, not nothing (None).",
        ),
        (
            (np.array([1.0, 2.0]),),
            np.array([1.0, 2.0]),
            "The result should be an array of shape (2,), not a tuple.\n"
            "It is a tuple of one value: is there a comma after `return`?",
        ),
        (
            (0.5,),
            0.5,
            "The result should be a single number, not a tuple.\n"
            "It is a tuple of one value: is there a comma after `return`?",
        ),
        (0.25, 0.5371, "The result should be 0.5371, not 0.25."),
        (
            [1.0, 9.0, 3.0, 8.0],
            [1.0, 2.0, 3.0, 4.0],
            "The result is wrong in 2 of 4 values.\nFirst at index 1: expected 2, got 9.",
        ),
        (
            [[1.0, 2.0], [4.0, 3.0]],
            [[1.0, 2.0], [7.0, 3.0]],
            "The result is wrong in 1 of 4 values.\nFirst at index (1, 0): expected 7, got 4.",
        ),
        (0.10000005, 0.1, "The result should be 0.1, not 0.10000005."),
        (
            (np.ones(2), 0.25),
            (np.ones(2), 0.5371),
            "Item 2 of the result should be 0.5371, not 0.25.",
        ),
        (
            (np.ones(2), np.array([1.0, 3.0])),
            (np.ones(2), np.array([1.0, 2.0])),
            "Item 2 of the result is wrong in 1 of 2 values.\nFirst at index 1: expected 2, got 3.",
        ),
        ("a\nb", "c", "The result should be the text 'c', not the text 'a\\nb'."),
        (
            {"b": 1.5},
            {"W": 1.5},
            "The result has other keys than expected.\nMissing: 'W'.\nNot expected: 'b'.",
        ),
        (
            Handle(1, "Model"),
            0.5,
            "The result should be a single number, not an object of type 'Model'.",
        ),
        (
            np.ones(2),
            (np.ones(2), 0.5),
            "The result should be a tuple of 2 items, not an array of shape (2,).",
        ),
    ],
)
def test_the_message_says_what_was_expected_and_got(actual, expected, message):
    with pytest.raises(AssertionError) as failure:
        assert_close(actual, expected)
    assert str(failure.value) == message


def test_the_message_ends_with_what_the_error_suggests():
    with pytest.raises(AssertionError, match=r"twice too large: .* missing\?$"):
        assert_close([2.2468, 4.4444, 6.8642], [1.1234, 2.2222, 3.4321])


def test_names_of_code_keep_their_case():
    with pytest.raises(AssertionError, match=r"^dW should be"):
        assert_close(None, 0.5, name="dW")


@pytest.mark.parametrize(
    "tolerances", [{"rtol": -1e-9}, {"atol": -1}, {"rtol": math.nan}, {"atol": math.inf}]
)
def test_an_impossible_tolerance_is_a_mistake_of_the_suite(tolerances):
    with pytest.raises(ValueError, match="tolerance"):
        assert_close(1.0, 1.0, **tolerances)


def test_an_expected_value_that_cannot_be_compared_is_a_mistake_of_the_suite():
    with pytest.raises(ValueError, match="cannot compare"):
        assert_close(1.0, object())


@pytest.mark.parametrize(
    ("value", "shape"),
    [(0.5, ()), (np.float64(1), ()), ([1, 2], (2,)), (np.ones((2, 3)), (2, 3)), ([], (0,))],
)
def test_a_right_shape_passes(value, shape):
    assert_shape(value, shape)


def test_a_wrong_shape_is_told_with_its_trap():
    with pytest.raises(AssertionError) as failure:
        assert_shape(np.ones((5, 1)), (5,), name="the output")
    assert str(failure.value) == (
        "The output should be an array of shape (5,), not an array of shape (5, 1).\n"
        "The last axis, of length 1, is too many. Beware: (5, 1) with (5,) broadcasts to (5, 5)."
    )


@pytest.mark.parametrize("shape", [3, [3], (-1,), (2.5,), ("3",)])
def test_an_impossible_shape_is_a_mistake_of_the_suite(shape):
    with pytest.raises(ValueError, match="shape"):
        assert_shape(np.ones(3), shape)


@pytest.mark.parametrize(
    "answer", [np.zeros((2_000_000, 1)), np.full((2_000_000, 1), "x")], ids=["numbers", "text"]
)
def test_a_large_answer_where_texts_are_expected_costs_no_memory(answer):
    tracemalloc.start()
    try:
        with pytest.raises(AssertionError):
            assert_close(answer, np.array(["a", "b"]))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < answer.nbytes / 4


@pytest.mark.parametrize(
    ("value", "shape", "expected"),
    [
        (3, (), 3.0),
        (True, (), 1.0),
        (np.float16(0.5), (), 0.5),
        ([1, 2.5], (2,), [1.0, 2.5]),
        (((1,), (2,)), (2, 1), [[1.0], [2.0]]),
        (np.array([[True, False]]), (1, 2), [[1.0, 0.0]]),
        (np.array([1, 255], np.uint8), (2,), [1.0, 255.0]),
        (10**300, (), 1e300),
        ([], (0,), []),
        (-0.0, (), 0.0),
    ],
)
def test_as_array_returns_floats_of_the_shape(value, shape, expected):
    array = as_array(value, shape)
    assert type(array) is np.ndarray
    assert array.dtype == np.float64
    assert array.shape == shape
    assert np.array_equal(array, expected)


def test_as_array_returns_an_array_of_its_own():
    given = np.array([1.0, 2.0])
    as_array(given, (2,))[0] = 7.0
    assert given[0] == 1.0


@pytest.mark.parametrize(
    ("value", "shape", "words"),
    [
        (np.ones((12_000_000, 1), np.int8), (3,), r"should be an array of shape \(3,\)"),
        (np.ones((0,)), (), "should be a single number"),
        (1.0, (1,), r"should be an array of shape \(1,\)"),
        (None, (2,), "nothing"),
        ("12", (), "the text"),
        ({"W": 1.0}, (1,), "a dict"),
        (10**1000, (), "a whole number of more than 300 digits"),
        ([[1.0], [1.0, 2.0]], (2, 1), "do not form an array"),
        (np.array(["1"]), (1,), "does not hold numbers"),
        (1j, (), "should be real, not complex"),
        (np.array([1 + 0j]), (1,), "should be real, not complex"),
        (float("nan"), (), "should be a finite number, not nan"),
        ([0.0, -np.inf], (2,), "should hold finite numbers; at index 1 it is -inf"),
        (np.array([[0.0, np.nan]], np.float16), (1, 2), r"at index \(0, 1\) it is nan"),
    ],
)
def test_as_array_refuses_what_cannot_be_computed_with(value, shape, words):
    with pytest.raises(AssertionError, match=words) as caught:
        as_array(value, shape, name="W")
    assert str(caught.value).startswith("W ")


def test_as_array_wants_a_shape():
    with pytest.raises(ValueError, match="a shape is a tuple"):
        as_array(1.0, 3)
