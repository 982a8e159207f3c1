"""No student's value makes an assertion or a hypothesis raise another error."""

import contextlib
import math
import warnings

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from bareme import checks
from bareme.checks import diagnosis
from bareme.checks.answer_pair import MAX_TOLERANCE, Pair
from bareme.checks.hypotheses import SHAPE_HYPOTHESES, VALUE_HYPOTHESES
from bareme.student.kinds.history_kind import History
from bareme.wire import Handle

EXTREME = (
    *(5e-324, -5e-324, 2.2e-308, 1e-310, 1e-300, 1e308, -1e308, 1.7976931348623157e308),
    *(-0.0, 0.0, math.nan, math.inf, -math.inf, 0.25, 1.0, -1.0, 3.7, 255.0, 2.0**63),
)
REALS = st.one_of(st.sampled_from(EXTREME), st.floats())
SHAPES = hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=5)
SOME = hnp.array_shapes(min_dims=0, max_dims=3, min_side=1, max_side=5)
SCALARS = st.one_of(
    REALS,
    st.sampled_from([2**63, 2**64, -(2**63), 10**400, 10**1200, True, False, 3 + 4j, complex("nan+infj")]),
    st.sampled_from([np.float16(6e-8), np.float32(1e-45), np.float32(3.4e38), np.uint64(2**64 - 1)]),
    st.sampled_from([np.int8(-128), np.bool_(True), np.finfo(np.longdouble).max, np.str_("a")]),
    st.sampled_from([None, "", "a", "\ud800", b"\xff", Handle(3, "Model"), Handle(-1, "")]),
)
ARRAYS = st.one_of(
    hnp.arrays(np.float64, SHAPES, elements=REALS),
    hnp.arrays(
        st.sampled_from([np.float16, np.float32, np.longdouble, np.int8, np.int64, np.uint64, np.bool_]),
        SHAPES,
    ),
    hnp.arrays(st.sampled_from([np.complex128, "U3", "S2"]), SHAPES),
)
KEYS = st.one_of(st.sampled_from(["a", "b", ""]), st.integers(), st.floats(), st.just((1, "x")), st.none())
VALUES = st.recursive(
    st.one_of(SCALARS, ARRAYS),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.tuples(inner, inner),
        st.dictionaries(KEYS, inner, max_size=3),
        st.frozensets(KEYS, max_size=3),
    ),
    max_leaves=8,
)
HISTORIES = st.builds(
    lambda losses: History({"loss": tuple(losses)}, tuple(range(len(losses))), None), st.lists(REALS)
)


class Function:
    """A student's function that answers with one value, whatever it is asked."""

    __name__ = "f"

    def __init__(self, value, after):
        self.value, self.after = value, after

    def call_and_return_warnings(self, *args, **kwargs):
        return self.value, ("\ud800" * 3000,)

    def call_and_return_arguments(self, *args, **kwargs):
        return self.value, (self.after,) * len(args), dict.fromkeys(kwargs, self.after)


class Steps:
    __name__ = "f"

    def __init__(self, *counts):
        self.counts = list(counts)

    def count_steps(self, *args):
        return self.counts.pop()


class Student:
    def imported_modules(self, function=""):
        return frozenset({"numpy", "\ud800"})


MATRIX = np.array([[0.1, 0.2, 0.7], [0.25, 0.5, 0.25], [0.4, 0.3, 0.3]])
EXPECTED = (
    *(
        0.6931,
        1e308,
        5e-324,
        True,
        3,
        np.array([0.1, 0.2, 0.3, 0.4]),
        MATRIX,
        np.eye(4),
        np.array([1e308, -1e308]),
    ),
    *(
        np.array([math.nan, 1, 2]),
        np.arange(5),
        np.array([]),
        np.array(["a", "b"]),
        [1, [2, 3]],
        "a",
        None,
        b"a",
    ),
    *({"a": 1.5, "b": None}, (np.zeros(2), 1.0), {1, 2}, np.array([1 + 2j, 3])),
)


def square(point):
    return float((point**2).sum())


ASSERTIONS = {
    "assert_accuracy": [
        lambda value: checks.assert_accuracy(value, [0, 1, 1, 2], at_least=0.5, balanced=0.5),
        lambda value: checks.assert_accuracy(value, [True], at_least=1),
    ],
    "assert_choice": [lambda value: checks.assert_choice(value, "a", variable="v")],
    "assert_claim": [lambda value: checks.assert_claim(value, 0.9, 100)],
    "assert_close": [lambda value, right=right: checks.assert_close(value, right) for right in EXPECTED],
    "assert_entries": [lambda value: checks.assert_entries(value, ["a", 1], variable="v")],
    "assert_figure": [lambda value: checks.assert_figure(value, images=2, curves=[1.0, 2.0])],
    "assert_gradient": [
        lambda value: checks.assert_gradient(square, value, 0.5),
        lambda value: checks.assert_gradient(square, value, [0.5, 0.25]),
        lambda value: checks.assert_gradient(lambda point: value, [1.0, 2.0], [0.5, 0.25]),
    ],
    "assert_layers": [lambda value: checks.assert_layers(value, ["Dense"])],
    "assert_loss_decreases": [lambda value: checks.assert_loss_decreases(value, by=0.1)],
    "assert_model": [checks.assert_model],
    "assert_model_accuracy": [
        lambda value: checks.assert_model_accuracy(value, np.zeros((2, 2)), [0, 1], at_least=0.5)
    ],
    "assert_no_import": [lambda value: checks.assert_no_import(Student(), "keras")],
    "assert_no_warning": [lambda value: checks.assert_no_warning(Function(value, value), 1)],
    "assert_not_mutated": [
        lambda value, given=given: checks.assert_not_mutated(Function(value, value), given, named=given)
        for given in EXPECTED
    ],
    "assert_param_count": [lambda value: checks.assert_param_count(value, 3)],
    "assert_probabilities": [lambda value: checks.assert_probabilities(value, np.zeros((2, 2)), classes=2)],
    "assert_right_or_consistent": [
        lambda value: checks.assert_right_or_consistent(
            value, 0.5, lambda factor: factor * value, question=(2.0,), others=[(3.0,)]
        )
    ],
    "assert_shape": [
        lambda value, shape=shape: checks.assert_shape(value, shape) for shape in [(), (3,), (3, 3), (0,)]
    ],
    "assert_values": [lambda value: checks.assert_values(value, "a", "b")],
    "assert_vectorised": [
        lambda value, counts=counts: checks.assert_vectorised(Steps(*counts), (), ())
        for counts in [(10**400, 1), (1, 10**400), (0, 0)]
    ],
}


def test_every_public_assertion_is_tried():
    assert set(ASSERTIONS) == {name for name in checks.__all__ if name.startswith("assert_")}


@pytest.mark.parametrize("name", sorted(ASSERTIONS))
@settings(max_examples=80, deadline=None)
@given(value=st.one_of(VALUES, HISTORIES))
@example(value=5e-324)
@example(value=[5e-324] * 3)
@example(value=10**1200)
@example(value=np.full(4, np.finfo(np.longdouble).max))
def test_an_assertion_ends_well_or_fails_the_check(name, value):
    for assertion in ASSERTIONS[name]:
        with contextlib.suppress(AssertionError):
            assertion(value)


@settings(max_examples=300, deadline=None)
@given(st.one_of(VALUES, ARRAYS), st.one_of(ARRAYS, st.sampled_from(EXPECTED)), st.sampled_from([None, 1, 4]))
@example(5e-324, 0.25, None)
@example(np.full(3, 5e-324), np.array([0.25, 0.5, 0.75]), 3)
def test_a_diagnosis_says_something_or_nothing(actual, expected, samples):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert isinstance(checks.describe_difference(actual, expected, samples=samples), str | None)


def of_one_shape(shape):
    return st.tuples(*(hnp.arrays(np.float64, shape, elements=REALS) for _ in range(2)))


def scaled(pair):
    with np.errstate(all="ignore"):
        return np.asarray(pair[0].flat[0] * pair[1]), pair[1]


SAME = SOME.flatmap(of_one_shape)


@settings(max_examples=400, deadline=None)
@given(
    st.one_of(
        SAME, SAME.map(scaled), st.tuples(*(hnp.arrays(np.float64, SOME, elements=REALS) for _ in "ab"))
    ),
    st.sampled_from(["f", "i", "b"]),
    st.sampled_from([16, 32, 64]),
)
@example((np.array(5e-324), np.array(0.25)), "f", 64)
@example((np.array([1.0, 1.0, 1.0]), np.array([math.nan, math.inf, -math.inf])), "f", 64)
def test_no_hypothesis_needs_the_boundary_around_it(pair, kind, bits):
    actual, expected = pair
    scale = float(np.abs(expected[np.isfinite(expected)]).max(initial=0))
    given_pair = Pair(actual, expected, kind, bits, 4, 1e-7, min(1e-9, MAX_TOLERANCE * scale))
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("error")
        for hypothesis in VALUE_HYPOTHESES if given_pair.same_shape else SHAPE_HYPOTHESES:
            assert isinstance(hypothesis(given_pair), str | None)


def test_a_hypothesis_that_fails_tells_no_story_and_the_next_one_is_asked(monkeypatch):
    def fails(pair):
        raise OverflowError("cannot convert float infinity to integer")

    monkeypatch.setattr(diagnosis, "VALUE_HYPOTHESES", (fails, *VALUE_HYPOTHESES))
    assert checks.describe_difference([-1.5, 2.5, -3.5], [1.5, -2.5, 3.5]) == "The sign is flipped."
