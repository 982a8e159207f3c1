"""assert_gradient, against polynomials and SciPy's finite differences."""

import numpy as np
import pytest
import scipy.optimize
import scipy.special

from bareme.checks import assert_gradient
from bareme.errors import StudentRaised

RNG = np.random.default_rng(5)
X = RNG.normal(size=(20, 4))
T = (RNG.uniform(size=20) < 0.5).astype(float)
AT = np.array([0.3, -0.7, 1.1, 0.2])


def cubic(x):
    return float(np.sum(x**3 - 2 * x))


def cubic_gradient(x):
    return 3 * x**2 - 2


def cross_entropy(w):
    z = X @ w
    return np.mean(np.logaddexp(0, z) - T * z)


def cross_entropy_gradient(w):
    return X.T @ (scipy.special.expit(X @ w) - T) / 20


@pytest.mark.parametrize(
    "at", [0.5, np.array([1.0, -2.0, 0.0]), np.arange(6.0).reshape(2, 3), np.arange(1, 4)], ids=np.shape
)
def test_the_gradient_of_a_polynomial_passes(at):
    assert_gradient(cubic, cubic_gradient(np.asarray(at)), at)


def test_a_right_gradient_passes_and_agrees_with_scipy():
    oracle = scipy.optimize.approx_fprime(AT, cross_entropy)
    assert np.allclose(oracle, cross_entropy_gradient(AT), atol=1e-6)
    assert_gradient(cross_entropy, cross_entropy_gradient(AT), AT)


def test_a_gradient_given_as_a_list_passes():
    assert_gradient(cubic, [1.0, 10.0], [1.0, 2.0])


@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e4])
def test_coordinates_without_influence_pass_in_spite_of_rounding(scale):
    at = np.array([1.0, 2.0, 3.0])
    assert_gradient(lambda x: scale * np.sin(x[0]) + scale, [scale * np.cos(1.0), 0.0, 0.0], at)


@pytest.mark.parametrize("constant", [1e6, 1e12, 2.0**64])
def test_a_huge_constant_in_the_function_does_not_let_a_wrong_gradient_pass(constant):
    with pytest.raises(AssertionError):
        assert_gradient(lambda w: cross_entropy(w) + constant, np.ones(4), AT)


def test_a_function_of_which_the_differences_overflow_does_not_let_a_wrong_gradient_pass():
    with pytest.raises(AssertionError):
        assert_gradient(lambda x: np.copysign(1.7e308, x[0] - 1), [1.0], [1.0])


def test_a_gradient_of_which_the_error_overflows_does_not_pass():
    with pytest.raises(AssertionError):
        assert_gradient(lambda x: 1e308 * (x[0] - 1), [1.7e308], [1.0])


def test_a_minimum_where_only_the_truncation_is_left_passes():
    assert_gradient(lambda x: float(np.sum(x**3)), np.zeros(2), np.zeros(2))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda g: -g, "sign is flipped"),
        (lambda g: 20 * g, "20 times too large"),
        (lambda g: g / 20, "20 times too small"),
        (lambda g: g[::-1], "reverse order"),
        (lambda g: 0 * g, "Every value is 0"),
        (lambda g: g + np.array([0, 0, 0, 1e-4]), "1 of 4 coordinates"),
        (lambda g: np.where(np.arange(4) == 2, np.nan, g), "nan"),
        (lambda g: g[:, np.newaxis], "length 1"),
        (lambda g: g + 1j, "complex"),
        (lambda g: None, r"not nothing \(None\)"),
    ],
)
def test_a_wrong_gradient_fails_with_its_story(wrong, words):
    with pytest.raises(AssertionError, match=words):
        assert_gradient(cross_entropy, wrong(cross_entropy_gradient(AT)), AT)


def test_the_message_gives_the_worst_coordinate_and_both_values():
    with pytest.raises(AssertionError) as failure:
        assert_gradient(lambda x: float(x[0] ** 2 + x[1] ** 2), [2.0, 5.0], [1.0, 2.0], name="dW")
    assert str(failure.value) == (
        "dW disagrees with finite differences in 1 of 2 coordinates.\n"
        "Worst at index 1: these give 4, it says 5 (relative error 0.111, at most 1e-05 is allowed)."
    )


@pytest.mark.parametrize("value", [np.nan, np.inf, None, np.ones(2), "1", 1j, np.float32(0.5)])
def test_a_function_without_a_usable_value_fails(value):
    with pytest.raises(AssertionError, match="function whose gradient is checked"):
        assert_gradient(lambda x: value, [1.0], [1.0])


def test_the_function_gets_a_fresh_array_each_time():
    def greedy(x):
        value = cubic(x)
        x[:] = 0
        return value

    assert_gradient(greedy, cubic_gradient(AT), AT)
    assert AT[0] == 0.3


def test_what_the_student_raises_passes_through():
    def broken(x):
        raise StudentRaised("ZeroDivisionError in your loss")

    with pytest.raises(StudentRaised):
        assert_gradient(broken, [1.0], [1.0])


@pytest.mark.parametrize(
    ("at", "settings"),
    [
        ([], {}),
        ([np.nan], {}),
        ([1.0], {"step": 0}),
        ([1.0], {"tolerance": -1}),
        ([1.0], {"step": np.inf}),
        ([1e12], {}),
    ],
)
def test_impossible_settings_are_a_mistake_of_the_suite(at, settings):
    with pytest.raises(ValueError, match=r"checked at a point|step and the tolerance|too small beside"):
        assert_gradient(cubic, np.ones(len(at)), at, **settings)
