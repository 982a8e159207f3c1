"""Where lines, ticks and squares go, worked out by hand; any numbers give a drawing within its frame."""

from __future__ import annotations

import base64
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from sample_results import evidence

from bareme.reports.charts import draw_chart, draw_heatmap, png_data_url
from bareme.results.evidence import (
    Comparison,
    CurvePlot,
    DifferenceRow,
    EvidenceCurve,
    Heatmap,
    WrongImage,
    write_number,
)


def curves(*heights, x=(0.0, 1.0, 2.0), about="function", abscissa="argument"):
    names = ("loss", "val_loss") if about == "training" else ("expected", "got")
    drawn = tuple(
        EvidenceCurve(name=name, values=values) for name, values in zip(names, heights, strict=False)
    )
    return CurvePlot(about=about, name="f(x)", abscissa=abscissa, x=x, curves=drawn)


def test_the_ends_of_a_curve_stand_at_the_ends_of_the_axes():
    chart = draw_chart(curves((0.0, 5.0, 10.0)), "en")
    (start, middle, end) = chart.lines[0].marks
    assert (start[0], end[0]) == (chart.left, chart.right)
    assert middle == (pytest.approx((start[0] + end[0]) / 2), pytest.approx((start[1] + end[1]) / 2))
    assert chart.top < end[1] < start[1] < chart.bottom
    assert [tick.label for tick in chart.y_ticks] == ["0", "5", "10"]
    assert [tick.label for tick in chart.x_ticks] == ["0", "0.5", "1", "1.5", "2"]


def test_epochs_are_whole_numbers_on_the_axis():
    chart = draw_chart(curves((3.0, 2.0, 1.0), x=(1.0, 2.0, 3.0), about="training", abscissa="epoch"), "en")
    assert [tick.label for tick in chart.x_ticks] == ["1", "2", "3"]


def test_what_is_not_finite_leaves_a_gap_and_alone_gives_no_chart():
    chart = draw_chart(curves((1.0, None, 2.0), (1.0, 1.0, 1.0)), "en")
    assert re.sub(r"[\d. ]+", "", chart.lines[0].path) == "MM"
    assert [line.role for line in chart.lines] == ["first", "second"]
    assert draw_chart(curves((None, None, None)), "en") is None


@pytest.mark.parametrize(
    ("value", "english", "french"),
    [
        (0.5, "0.5", "0,5"),
        (0, "0", "0"),
        (12345.6, "12,346", "12\u202f346"),
        (-2.0, "-2", "-2"),
        (1e-7, "1E-7", "1E-7"),
    ],
)
def test_numbers_are_written_as_the_language_does(value, english, french):
    assert (write_number(value, "en"), write_number(value, "fr")) == (english, french)


FLOAT = st.floats(allow_nan=False, allow_infinity=False)


@given(st.lists(st.tuples(FLOAT, st.none() | FLOAT), min_size=2, max_size=40))
def test_any_numbers_give_a_drawing_inside_its_frame_with_few_ticks(points):
    chart = draw_chart(curves(tuple(y for _, y in points), x=tuple(x for x, _ in points)), "en")
    if chart is None:
        assert {y for _, y in points} == {None}
        return
    numbers = [float(number) for number in re.findall(r"-?[\d.]+", chart.lines[0].path)]
    assert all(-1 <= number <= chart.width + 1 for number in numbers)
    assert all(chart.left - 1 <= tick.at <= chart.right + 1 for tick in chart.x_ticks)
    assert len(chart.x_ticks) <= 12
    assert len(chart.y_ticks) <= 12
    curves(tuple(y for _, y in points), x=tuple(x for x, _ in points)).describe("fr")


def test_the_worse_an_element_the_larger_its_square():
    row = DifferenceRow(index=(0, 0), expected="1", got="2", right=False)
    heat = Heatmap(levels=((0, 1, 2, 3, 4),) * 2)
    drawn = draw_heatmap(Comparison(name="", shape=(2, 5), wrong=8, first=(0, 1), rows=(row,), heat=heat))
    sides = [float(re.search(r"h([\d.]+)v", path)[1]) for path in drawn.paths]
    assert sides == sorted(sides)
    assert (drawn.width, drawn.height, drawn.first) == (5 * 22, 2 * 22, (22, 0))
    assert [path.count("M") for path in drawn.paths] == [2] * 5


def test_an_image_in_a_page_has_the_pixels_of_the_test_image():
    address = png_data_url(WrongImage(height=1, width=3, pixels="AIH/", truth=1, guess=7))
    kind, _, content = address.partition(",")
    image = Image.open(io.BytesIO(base64.b64decode(content)))
    assert (kind, image.size, list(image.tobytes())) == ("data:image/png;base64", (3, 1), [0, 0x81, 255])


def test_captions_say_in_words_what_the_pictures_show():
    _, comparison, training, confusion = evidence()
    assert comparison.describe("en") == "3 of 6 values are wrong."
    assert comparison.describe("fr") == "3 valeurs sur 6 sont fausses."
    assert confusion.describe("en") == (
        "94 of the 100 test images that you have are recognised. "
        "The most frequent error: 5 is predicted as 3, 6 times."
    )
    assert training.describe("en") == (
        "Training: from 2.5 to 1.5. 1 value is not finite. Validation: from 2.25 to 1.75. "
        "The loss on the validation data is lowest in epoch 2; later epochs did not improve it."
    )
