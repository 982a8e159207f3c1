"""Descriptions of figures in answers: what is equal, and what is not."""

import matplotlib
import numpy as np
import pytest

from bareme.mutation.described_objects import describe_objects
from bareme.mutation.equal_answers import are_equal, is_comparable

matplotlib.use("Agg")
import matplotlib.pyplot as plt

ONE, TWO = ("one", [1.0, 2.0]), ("two", [3.0, 4.0])


def draw(*curves, colour="b", first=1, legend=True, x_label="x", panels=1):
    figure, axes = plt.subplots(1, panels, squeeze=False)
    for place, (label, values) in enumerate(curves):
        axes[0, place % panels].plot([first, first + 1], values, colour, label=label)
    for one in axes.flat:
        one.set(xlabel=x_label)
        if legend:
            one.legend()
    plt.close(figure)
    return describe_objects(figure)


@pytest.mark.parametrize(
    ("other", "equal"),
    [
        (draw(ONE, TWO), True),
        (draw(TWO, ONE), True),
        (draw(ONE, TWO, colour="r"), True),
        (draw(("one", TWO[1]), ("two", ONE[1])), False),
        (draw(ONE), False),
        (draw(ONE, ONE), False),
        (draw(ONE, TWO, first=0), False),
        (draw(ONE, TWO, legend=False), False),
        (draw(ONE, TWO, x_label=""), False),
        (draw(ONE, TWO, panels=2), False),
    ],
)
def test_figures_are_equal_if_they_show_the_same(other, equal):
    assert are_equal(draw(ONE, TWO), other) is equal


def test_objects_are_described_wherever_they_are():
    figure, axes = plt.subplots()
    axes.plot([1, 2])
    plt.close(figure)
    value = describe_objects((1.5, {"drawn": figure, "again": (figure, 2)}))
    assert value[0] == 1.5
    drawn, (again, number) = value[1]["drawn"], value[1]["again"]
    assert number == 2
    assert drawn.type_name == again.type_name
    assert are_equal(drawn, again)
    assert is_comparable(value)


def test_plain_values_stay():
    value = describe_objects({"a": (1, np.ones(2))})
    assert value["a"][0] == 1
    np.testing.assert_array_equal(value["a"][1], [1, 1])
    assert not is_comparable(describe_objects(object()))
