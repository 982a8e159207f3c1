"""Array differences show the right elements, worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from bareme.checks.array_diff import Difference, compare_arrays, draw_difference
from bareme.grading.model_plots import draw_losses
from bareme.student.observations import Call
from bareme.student.recorder import Losses


def difference(given, expected, name="y", **more):
    one, other = np.asarray(given), np.asarray(expected)
    with np.errstate(all="ignore"):
        wrong = ~np.isclose(one, other, equal_nan=True)
    return Difference(one, other, wrong, wrong, name, **more)


def test_a_vector_shows_its_first_wrong_element_with_two_before_and_four_after():
    right = np.arange(10.0)
    answer = right.copy()
    answer[[4, 8]] += 0.5
    shown = compare_arrays(difference(answer, right))
    assert (shown.shape, shown.wrong, shown.first) == ((10,), 2, (4,))
    assert [row.index for row in shown.rows] == [(2,), (3,), (4,), (5,), (6,), (7,), (8,)]
    assert [(row.expected, row.got) for row in shown.rows if not row.right] == [("4", "4.5"), ("8", "8.5")]
    assert shown.heat is None


def test_numbers_that_look_alike_are_written_with_the_digits_that_tell_them_apart():
    all_wrong = np.array([True, True])
    shown = compare_arrays(Difference(np.array([1.00000001, 2.0]), np.ones(2), all_wrong, all_wrong, "y"))
    assert [(row.expected, row.got) for row in shown.rows] == [("1", "1.00000001"), ("1", "2")]


def test_a_single_number_is_for_the_message_alone():
    assert compare_arrays(difference(1.0, 2.0)) is None
    assert compare_arrays(difference([1.0], [2.0])) is None


def test_a_matrix_has_levels_in_quarters_of_the_largest_error():
    right = np.zeros((2, 5))
    shown = compare_arrays(difference([[0.0, 1.0, 2.0, 0.0, 0.0], [3.0, 4.0, np.nan, 0.5, 0.0]], right))
    assert shown.heat.levels == ((0, 1, 2, 0, 0), (3, 4, 4, 1, 0))
    assert shown.heat.block == (1, 1)
    assert shown.first == (0, 1)
    assert [row.index for row in shown.rows] == [(0, 0), (0, 1), (0, 2), (0, 3), (0, 4)]


def test_of_nine_elements_or_fewer_the_table_has_all_and_there_is_no_map():
    shown = compare_arrays(difference(np.ones((3, 3)), np.zeros((3, 3))))
    assert [row.index for row in shown.rows] == list(np.ndindex(3, 3))
    assert shown.heat is None


def test_where_no_error_is_finite_every_wrong_element_is_as_bad_as_can_be():
    answer = np.zeros((2, 5))
    answer[:, 1] = np.nan, np.inf
    assert compare_arrays(difference(answer, np.zeros((2, 5)))).heat.levels == ((0, 4, 0, 0, 0),) * 2


def test_a_large_matrix_is_put_together_in_blocks_that_keep_the_worst_element():
    answer = np.zeros((2, 784))
    answer[1, 783] = 1.0
    shown = compare_arrays(difference(answer, np.zeros((2, 784))))
    assert shown.heat.block == (1, 33)
    assert [len(row) for row in shown.heat.levels] == [24, 24]
    assert shown.heat.levels[1][-1] == 4
    assert sum(map(sum, shown.heat.levels)) == 4


def test_beside_finite_differences_the_worst_element_comes_first():
    error = np.array([0.1, 0.9, 0.2])
    shown = compare_arrays(Difference(np.ones(3), np.zeros(3), error, error > 0.15, "dW", estimated=True))
    assert (shown.against, shown.first, shown.wrong) == ("differences", (1,), 2)


def test_a_vector_is_drawn_over_the_one_argument_that_the_function_had():
    z = np.array([3.0, 1.0, 2.0, 0.0, 4.0])
    answer = z**2
    call = Call("square", (z,), {}, answer)
    curves = draw_difference(difference(answer, z), [call])
    assert curves.abscissa == "argument"
    assert curves.x == (0.0, 1.0, 2.0, 3.0, 4.0)
    assert [curve.name for curve in curves.curves] == ["expected", "got"]
    assert curves.curves[1].values == (0.0, 1.0, 4.0, 9.0, 16.0)


@pytest.mark.parametrize(
    "arguments",
    [(np.arange(5.0), np.arange(5.0)), (np.zeros(5),), (np.array([0, 1, 2, 3, np.inf]),), (np.eye(5),), ()],
)
def test_a_vector_is_drawn_over_its_indices_where_the_argument_is_none_to_draw_over(arguments):
    answer = np.arange(5.0)
    curves = draw_difference(difference(answer, answer + 1), [Call("f", arguments, {}, answer)])
    assert (curves.abscissa, curves.x) == ("index", (0.0, 1.0, 2.0, 3.0, 4.0))


@pytest.mark.parametrize("answer", [np.zeros(4), np.zeros((5, 5)), np.zeros(6, complex)])
def test_what_is_short_or_no_curve_is_not_drawn(answer):
    assert draw_difference(difference(answer, answer + 1), []) is None


def test_a_long_vector_keeps_200_points_with_its_ends():
    curves = draw_difference(difference(np.arange(5000.0), np.zeros(5000)), [])
    assert (len(curves.x), curves.x[0], curves.x[-1]) == (200, 0.0, 4999.0)


def test_losses_that_are_not_finite_leave_a_gap():
    curves = draw_losses(Losses(np.array([3.0, np.nan, 1.0]), None), "")
    assert (curves.x, curves.curves[0].values) == ((0.0, 1.0, 2.0), (3.0, None, 1.0))
    assert draw_losses(Losses(np.array([3.0]), None), "") is None


ANY = st.floats(allow_nan=True, allow_infinity=True)


@given(st.data())
def test_whatever_was_answered_there_is_evidence_within_its_bounds_or_none(data):
    shape = data.draw(arrays.array_shapes(min_dims=0, max_dims=3, max_side=40))
    one, other = (data.draw(arrays.arrays(np.float64, shape, elements=ANY, fill=ANY)) for _ in range(2))
    shown = difference(one, other)
    compare_arrays(shown)
    draw_difference(shown, [])
