"""assert_figure, on figures described and read as from a sandbox."""

import matplotlib
import numpy as np
import pytest
from matplotlib.figure import Figure as Drawing
from sklearn.datasets import load_digits

from bareme.checks import assert_figure
from bareme.student.kinds.figure_kind import read_figure
from bareme.wire import Handle
from bareme.wire.kinds.matplotlib import describe_figure

DIGITS = load_digits().images[:12]
"""Of 8 x 8 pixels, from 0 to 16."""
LOSSES = [2.3, 1.1, 0.7, 0.6]
SHARES = [0.5, 0.75, 0.8, 0.9]


def read(drawing):
    return read_figure(describe_figure(drawing))


def one_by_one(images, rows=3, **how):
    drawing = Drawing()
    axes = drawing.subplots(rows, -(-len(images) // rows))
    for ax, image in zip(axes.flat, images, strict=False):
        ax.imshow(image, **how)
        ax.axis("off")
    return read(drawing)


def montage(images, columns=4, before=0, after=0):
    padded = np.pad(images, ((0, 0), (before, after), (before, after)))
    rows = [np.hstack(padded[start : start + columns]) for start in range(0, len(padded), columns)]
    drawing = Drawing()
    drawing.subplots().imshow(np.vstack(rows), cmap="gray")
    return read(drawing)


def learning_curves(label=("train", "validation"), names=("epoch", "loss"), legend=True, scale=1.0):
    drawing = Drawing()
    ax = drawing.subplots()
    for curve, text in zip((LOSSES, SHARES), label, strict=True):
        ax.plot(range(1, 5), scale * np.array(curve), label=text)
    ax.set(xlabel=names[0], ylabel=names[1])
    if legend:
        ax.legend()
    return read(drawing)


def failure(*arguments, **keywords):
    with pytest.raises(AssertionError) as failed:
        assert_figure(*arguments, **keywords)
    return str(failed.value)


SHOWN = {
    "axes of their own": lambda: one_by_one(DIGITS),
    "scaled": lambda: one_by_one(DIGITS / 16),
    "as negatives": lambda: one_by_one(255 - 3 * DIGITS),
    "as colours": lambda: one_by_one(np.repeat(DIGITS[..., None] / 16, 3, axis=3)),
    "in another order": lambda: one_by_one(DIGITS[::-1]),
    "a montage": lambda: montage(DIGITS),
    "a montage with borders": lambda: montage(DIGITS, before=1, after=1),
    "a montage with gaps": lambda: montage(DIGITS, columns=6, after=2),
    "a montage that is not full": lambda: montage(np.concatenate([DIGITS, 0 * DIGITS[:4]]), columns=8),
}


@pytest.mark.parametrize("make", SHOWN.values(), ids=SHOWN)
def test_the_images_asked_for_are_found_however_they_are_shown(make):
    figure = make()
    assert_figure(figure, images=DIGITS)
    assert_figure(figure, images=DIGITS.reshape(12, 64))
    assert_figure(figure, images=(12, 8, 8))
    assert_figure(figure, images=12)


def test_images_that_are_not_there_are_counted():
    others = load_digits().images[12:24]
    assert failure(one_by_one(others), images=DIGITS).startswith(
        "Of the 12 images asked for, the figure shows 0."
    )
    assert "the figure shows 11." in failure(one_by_one(np.vstack([DIGITS[:11], others[:1]])), images=DIGITS)
    assert "the figure shows 4." in failure(montage(DIGITS[:4]), images=DIGITS)
    assert "The figure shows 11 images; 12 are asked for." in failure(one_by_one(DIGITS[:11]), images=12)
    assert "shows 11 images of 8 x 8 pixels; 12" in failure(one_by_one(DIGITS[:11]), images=(12, 8, 8))


def test_images_of_another_form_are_told_from_others():
    transposed = one_by_one(DIGITS.swapaxes(1, 2))
    assert "rows and columns exchanged" in failure(transposed, images=DIGITS)
    assert "What it shows has 64 x 1 pixels" in failure(one_by_one(DIGITS.reshape(12, 64, 1)), images=DIGITS)
    table = Drawing()
    table.subplots().imshow(DIGITS.reshape(12, 64))
    # 12 flat images below each other are one picture large enough for 12, and none of them.
    assert "the figure shows 0." in failure(read(table), images=DIGITS)
    assert "shows 0 images of 28 x 28" in failure(one_by_one(DIGITS), images=(12, 28, 28))


def test_curves_with_labels_and_a_legend_pass():
    assert_figure(learning_curves(), curves=2)
    assert_figure(learning_curves(), curves=LOSSES)
    assert_figure(learning_curves(), curves=[SHARES, np.array(LOSSES)])
    assert_figure(learning_curves(scale=100), curves=SHARES)


def test_curves_of_other_values_are_told():
    wrong = [2.3, 1.1, 0.8, 0.6]
    message = failure(learning_curves(), curves=wrong)
    assert message == (
        "No curve of the figure shows the 4 values from 2.3 to 0.6. "
        "The nearest one has 0.7 at index 2, not 0.8."
    )
    assert "number of points of its curves: 4." in failure(learning_curves(), curves=[1.0, 2.0])
    assert "2 curves; 3 asked for" in failure(learning_curves(), curves=3)


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (("", "loss"), "Its x-axis has no label. Add `plt.xlabel(...)`."),
        (("epoch", " "), "Its y-axis has no label. Add `plt.ylabel(...)`."),
        (("", ""), "Add `plt.xlabel(...)`, `plt.ylabel(...)`."),
    ],
)
def test_axes_without_labels_are_told_unless_they_do_not_matter(names, words):
    figure = learning_curves(names=names)
    assert words in failure(figure, curves=2)
    assert_figure(figure, curves=2, labels=False)


def test_several_curves_need_a_legend():
    assert "`plt.legend()`" in failure(learning_curves(legend=False))
    assert "`plt.legend()`" in failure(learning_curves(label=("_nolegend_", "one")))


def test_images_need_no_labels():
    assert_figure(one_by_one(DIGITS))


@pytest.mark.parametrize("share", ["sharex", "the figure", "twin"])
def test_a_label_may_stand_at_axes_that_are_shared_or_at_the_whole_figure(share):
    drawing = Drawing()
    if share == "twin":
        first = drawing.subplots()
        second = first.twinx()
        first.set_xlabel("epoch")
        second.set_ylabel("accuracy")
    else:
        first, second = drawing.subplots(2, sharex=share == "sharex")
        second.set_ylabel("accuracy")
        (second.set_xlabel if share == "sharex" else drawing.supxlabel)("epoch")
    first.plot(LOSSES)
    second.plot(SHARES)
    assert "has no label" in failure(read(drawing))
    first.set_ylabel("loss")
    assert_figure(read(drawing), curves=2)


def test_of_several_parts_the_one_without_label_is_named():
    drawing = Drawing()
    for ax in drawing.subplots(1, 2):
        ax.plot(LOSSES)
        ax.set_ylabel("loss")
    drawing.axes[0].set_xlabel("epoch")
    assert "Part 2 of the figure" in failure(read(drawing))
    assert "`ax.set_xlabel(...)`" in failure(read(drawing))


def test_lines_that_only_mark_a_height_are_no_curves_nor_is_what_cannot_be_seen():
    drawing = Drawing()
    ax = drawing.subplots()
    ax.axhline(0.5)
    ax.axvline(3)
    ax.plot([1, 2], [np.nan, 1])
    ax.plot([1, 2], [1, 2], visible=False)
    assert "0 curves; 1 asked for" in failure(read(drawing), curves=1)


@pytest.mark.parametrize("way", ["one call", "a call for each class", "markers"])
def test_points_are_counted_with_their_colours(way):
    places, classes = np.random.default_rng(1).normal(size=(60, 2)), np.arange(60) % 3
    drawing = Drawing()
    ax = drawing.subplots()
    ax.set(xlabel="first", ylabel="second")
    if way == "one call":
        ax.scatter(*places.T, c=classes, cmap="tab10")
    for label in range(0 if way == "one call" else 3):
        if way == "markers":
            ax.plot(*places[classes == label].T, "o", label=str(label))
        else:
            ax.scatter(*places[classes == label].T, label=str(label))
    drawing.colorbar(matplotlib.cm.ScalarMappable(), ax=ax)
    figure = read(drawing)
    assert_figure(figure, points=60, colours=3)
    assert "60 points; 61 asked for" in failure(figure, points=61)
    assert "have 3 colours; 4 asked for" in failure(figure, colours=4)
    found = np.vstack([points.places for points in figure.points])
    assert np.array_equal(np.sort(found, axis=0), np.sort(places, axis=0))


def test_bars_are_read_and_need_labels():
    drawing = Drawing()
    drawing.subplots().bar(["a", "b"], [3, 5])
    figure = read(drawing)
    assert figure.axes[0].bars[0].heights.tolist() == [3, 5]
    assert "axes have no labels" in failure(figure)


def test_one_of_several_figures_is_enough_and_the_nearest_is_told():
    figures = (one_by_one(DIGITS[:4], rows=2), learning_curves(names=("", "")), learning_curves())
    assert_figure(figures, curves=2)
    assert_figure(list(figures), images=4)
    message = failure(figures[:2], curves=2)
    assert message.startswith("None of your 2 figures is the one asked for.")
    assert "`plt.xlabel(...)`" in message


@pytest.mark.parametrize("nothing", [None, (), [], 3, "figure", np.zeros(3), Handle(1, "Figure"), [1, 2], {}])
def test_what_is_no_figure_is_told(nothing):
    assert failure(nothing, images=1).startswith("There should be a figure")


def test_an_empty_figure_is_told():
    drawing = Drawing()
    assert "is empty" in failure(read(drawing))
    drawing.subplots(2, 2)
    assert "is empty" in failure(read(drawing), curves=1)


@pytest.mark.parametrize(
    "demand",
    [
        {"images": 0},
        {"images": (1, 0, 3)},
        {"images": np.zeros((2, 3))},
        {"images": np.zeros((2, 3, 4, 5))},
        {"curves": 0},
        {"curves": []},
        {"curves": [[]]},
        {"points": -1},
        {"colours": 0},
    ],
)
def test_what_cannot_be_asked_for_is_the_suites_mistake(demand):
    with pytest.raises(ValueError, match=r"."):
        assert_figure(learning_curves(), **demand)
