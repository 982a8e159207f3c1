"""Right answers and inexplicable ones get no explanation."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from bareme.checks import describe_difference

SHAPES = st.sampled_from([(3,), (7,), (2, 3), (3, 3), (5, 4), (2, 3, 4)])
DRAWS = {
    "normal": lambda rng, shape: rng.normal(size=shape),
    "uniform": lambda rng, shape: rng.uniform(size=shape),
    "large": lambda rng, shape: np.exp(rng.normal(scale=5, size=shape)),
    "positive": lambda rng, shape: rng.uniform(1, 100, size=shape),
    "rows that sum to 1": lambda rng, shape: rng.dirichlet(np.ones(shape[-1]), size=shape[:-1]),
}


@given(
    hnp.arrays(
        st.sampled_from([np.float64, np.float32, np.int64, np.uint8, np.bool_]),
        hnp.array_shapes(min_dims=0, min_side=0, max_side=4),
    )
)
def test_an_equal_answer_is_never_accused(expected):
    assert describe_difference(expected.copy(), expected) is None
    assert describe_difference(expected.tolist(), expected) is None


@settings(max_examples=200)
@given(st.sampled_from(sorted(DRAWS)), st.sampled_from(sorted(DRAWS)), SHAPES, st.integers(0, 2**32))
def test_an_unrelated_answer_gets_no_story(one, other, shape, seed):
    rng = np.random.default_rng(seed)
    assert describe_difference(DRAWS[one](rng, shape), DRAWS[other](rng, shape), samples=7) is None


@settings(max_examples=300)
@given(st.integers(0, 2**32))
def test_an_unrelated_number_gets_no_story(seed):
    actual, expected = np.random.default_rng(seed).normal(size=2)
    assert describe_difference(actual, expected) is None


@settings(max_examples=200)
@given(st.integers(0, 2**32), st.integers(2, 10))
@example(1387, 4)  # as many of each class, by chance
def test_unrelated_classes_get_no_story(seed, classes):
    actual, expected = np.random.default_rng(seed).integers(classes, size=(2, 60))
    assert describe_difference(actual, expected) is None


@settings(max_examples=100)
@given(SHAPES, st.integers(0, 2**32), st.sampled_from([1e-9, 1e-8, 1e-6, 1e-4, 1e-2]))
def test_noise_gets_no_story(shape, seed, size):
    rng = np.random.default_rng(seed)
    expected = rng.normal(size=shape)
    assert describe_difference(expected * (1 + size * rng.normal(size=shape)), expected) is None


@settings(max_examples=100)
@given(SHAPES, st.integers(0, 2**32), st.floats(1e-15, 1e-13))
def test_rounding_errors_are_no_difference(shape, seed, size):
    rng = np.random.default_rng(seed)
    expected = rng.normal(size=shape)
    assert describe_difference(expected * (1 + size * rng.uniform(-1, 1, size=shape)), expected) is None


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        pytest.param([0.5, 1.0, 1.5, 9.0], [1.0, 2.0, 3.0, 4.0], id="a factor that spares one value"),
        pytest.param([-1.0, -2.0, 3.0], [1.0, 2.0, 3.0], id="a sign flipped in some places"),
        pytest.param([1.0, 2.0], [0.5, 1.0], id="two round numbers twice two others"),
        pytest.param(2.0, 1.0, id="a round number twice another"),
        pytest.param(-1.0, 1.0, id="one and minus one"),
        pytest.param(0.0, 0.6931, id="a zero"),
        pytest.param([0, 1], [1, 0], id="two classes exchanged, of which there are too few"),
        pytest.param(0.8, 0.75, id="what a round number would round to"),
        pytest.param(0.5, 0.522222, id="what a number would round to with one digit"),
        pytest.param(9 / 90, 3 / 90, id="two shares of a sample"),
        pytest.param(1.0, 1.0439, id="a float that happens to be whole"),
        pytest.param([-1.1, -1.1], [0.5, 0.5], id="constant rows, which any softmax turns into 1/2"),
        pytest.param([0.5, 0.25, 0.0], [0.5, 0.25, 0.125], id="a zero at the end"),
        pytest.param([1, 0, 0, 0], [1, 0, 0, 1], id="one class wrong"),
        pytest.param([1e9, 1.0, 2.0, 3.0], [1e9, 4.0, 9.0, 7.0], id="one huge value among wrong ones"),
    ],
)
def test_a_story_must_explain_every_value_with_enough_evidence(actual, expected):
    assert describe_difference(actual, expected) is None


@pytest.mark.parametrize("odd", [None, "text", object(), [[1], [1, 2]], {}, 1j, [], [object()]])
def test_what_is_not_real_numbers_gets_no_story(odd):
    assert describe_difference(odd, [1.0, 2.0]) is None
    assert describe_difference([1.0, 2.0], odd) is None


def test_near_a_large_ratio_a_whole_number_proves_nothing():
    assert describe_difference(0.0123457 * 54321.3, 0.0123457, rtol=1e-5) is None
    assert describe_difference(0.0123457 * 54321, 0.0123457, rtol=1e-5) is not None
