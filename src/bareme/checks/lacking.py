"""What a figure lacks of what is asked for: a sentence that says what to add, None where it lacks nothing."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import chain
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bareme.checks.values import clip, number
from bareme.figures import Figure
from bareme.figures.pictures import count_found

__all__ = [
    "anything",
    "labels",
    "legend",
    "sized_images",
    "some_colours",
    "some_curves",
    "some_images",
    "some_points",
    "these_images",
    "this_curve",
]

_LEAST_PIXELS: Final = 9
"""Of each image of a montage whose images are only counted."""
_TOLERANCE: Final = 1e-5
_ADD_IMAGES: Final = (
    "Show each with `ax.imshow(...)` in axes of its own, made by `plt.subplots(rows, columns)`, or all of "
    "them side by side in one large array."
)


def anything(figure: Figure) -> str | None:
    """Asks for anything that is drawn."""
    if any(axes.has_data for axes in figure.axes):
        return None
    return "The figure is empty. Draw in it with `plt.plot(...)` or `plt.imshow(...)`."


def some_images(count: int, figure: Figure) -> str | None:
    """Asks for so many images, or for one that is large enough to be made of so many."""
    pixels = max((math.prod(image.shape[:2]) for image in figure.images), default=0)
    if len(figure.images) >= count or (count > 1 and pixels >= count * _LEAST_PIXELS):
        return None
    return f"The figure shows {_number_of(len(figure.images), 'image')}; {count} are asked for. {_ADD_IMAGES}"


def sized_images(count: int, height: int, width: int, figure: Figure) -> str | None:
    """Asks for so many images of this size, also side by side in larger ones."""
    shown = sum((image.shape[0] // height) * (image.shape[1] // width) for image in figure.images)
    if shown >= count:
        return None
    sizes = _sizes(figure)
    return (
        f"The figure shows {_number_of(shown, 'image')} of {height} x {width} pixels; {count} are asked for. "
        + (f"What it shows has {sizes} pixels. " if sizes and not shown else "")
        + _ADD_IMAGES
    )


def these_images(wanted: NDArray[Any], figure: Figure) -> str | None:
    """Asks for all images of an array of shape (N, height, width)."""
    shown = [image.pixels for image in figure.images if image.pixels is not None]
    found = count_found(shown, wanted)
    if found == len(wanted):
        return None
    height, width = wanted.shape[1:]
    asked = f"the {len(wanted)} images asked for" if len(wanted) > 1 else "1 image asked for"
    text = f"Of {asked}, the figure shows {found}. "
    if not figure.images:
        return text + _ADD_IMAGES
    if not found and count_found(shown, wanted.swapaxes(1, 2)) == len(wanted):
        return text + "It shows them with rows and columns exchanged."
    if not found and not any(rows >= height and columns >= width for rows, columns in _shapes(figure)):
        return text + f"What it shows has {_sizes(figure)} pixels, and an image has {height} x {width}."
    return text + "Are they the images themselves, each with its rows and columns, and all of them?"


def _shapes(figure: Figure) -> Iterator[tuple[int, ...]]:
    return (image.shape[:2] for image in figure.images)


def _sizes(figure: Figure) -> str:
    sizes = dict.fromkeys(f"{height} x {width}" for height, width in _shapes(figure))
    return clip(", ".join(sizes), 60)


def some_curves(count: int, figure: Figure) -> str | None:
    """Asks for so many curves."""
    if len(figure.curves) >= count:
        return None
    add = "Draw each with `plt.plot(x, y, label=...)`."
    return f"The figure has {_number_of(len(figure.curves), 'curve')}; {count} asked for. {add}"


def this_curve(heights: NDArray[np.float64], figure: Figure) -> str | None:
    """Asks for a curve with these heights, or 100 times these: a share may be drawn in percent."""
    drawn = [curve.y for curve in figure.curves if curve.y is not None]
    fitting = [y for y in drawn if y.shape == heights.shape]
    if any(_are_close(y, unit * heights) for y in fitting for unit in (1, 100)):
        return None
    ends = f"{number(heights[0])} to {number(heights[-1])}"
    text = f"No curve of the figure shows the {_number_of(heights.size, 'value')} from {ends}. "
    if not figure.curves:
        return text + "Draw them with `plt.plot(x, y, label=...)`."
    if not fitting:
        counts = dict.fromkeys(str(curve.count) for curve in figure.curves)
        return text + f"The number of points of its curves: {clip(', '.join(counts), 60)}."
    nearest = min(fitting, key=lambda y: float(_distances(y, heights).max()))
    at = int(_distances(nearest, heights).argmax())
    return f"{text}The nearest one has {number(nearest[at])} at index {at}, not {number(heights[at])}."


def _are_close(one: NDArray[np.float64], other: NDArray[np.float64]) -> bool:
    return np.allclose(one, other, rtol=_TOLERANCE, atol=_TOLERANCE, equal_nan=True)


def _distances(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.nan_to_num(np.abs(one - other), nan=np.inf)


def some_points(count: int, figure: Figure) -> str | None:
    """Asks for so many points that no line joins."""
    drawn = sum(points.count for points in figure.points)
    if drawn >= count:
        return None
    add = "Draw them with `plt.scatter(x, y)`."
    return f"The figure has {_number_of(drawn, 'point')}; {count} asked for. {add}"


def some_colours(count: int, figure: Figure) -> str | None:
    """Asks for points of so many colours."""
    drawn = set(chain.from_iterable(points.colours for points in figure.points))
    if len(drawn) >= count:
        return None
    return (
        f"The points of the figure have {_number_of(len(drawn), 'colour')}; {count} asked for. "
        "Colour them with `plt.scatter(x, y, c=classes)`."
    )


def labels(figure: Figure) -> str | None:
    """Asks for a label at both axes wherever something else than images is drawn."""
    for index, axes in enumerate(figure.axes):
        if not (axes.points or axes.bars or any(curve.is_visible for curve in axes.curves)):
            continue
        missing = [name for name, label in (("x", axes.x_label), ("y", axes.y_label)) if not label.strip()]
        if missing:
            alone = len(figure.axes) == 1
            where = "The figure" if alone else f"Part {index + 1} of the figure"
            call = "plt." if alone else "ax.set_"
            calls = " and ".join(f"`{call}{name}label(...)`" for name in missing)
            axis = "axes have no labels" if len(missing) == 2 else f"{missing[0]}-axis has no label"
            return f"{where} does not say what is drawn: its {axis}. Add {calls}."
    return None


def legend(figure: Figure) -> str | None:
    """Asks for a legend where one set of axes has several curves; it may stand beside others."""
    several = any(sum(curve.is_visible for curve in axes.curves) > 1 for axes in figure.axes)
    entries = [len(figure.legend), *(len(axes.legend) for axes in figure.axes)]
    if not several or max(entries) > 1:
        return None
    return (
        "The figure does not say which curve is which. Give each a name, `plt.plot(x, y, label=...)`, and "
        "call `plt.legend()`."
    )


def _number_of(count: int, what: str) -> str:
    return f"{count or 'no'} {what}{'' if count == 1 else 's'}"
