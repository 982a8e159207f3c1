"""Assertions on figures: images, curves, points, labels and legends."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import chain
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bareme.checks.value_words import clip, describe_kind, fail, format_number
from bareme.i18n import N_, msg, nmsg
from bareme.i18n.messages import one_line
from bareme.student.figure import Figure
from bareme.student.image_matching import count_found, image_stack

__all__ = ["assert_figure"]

Requirement: TypeAlias = Callable[[Figure], str | None]
"""Returns a sentence that says what to add to a figure, or None if it meets the requirement."""

_MIN_PIXELS: Final = 9
"""Of each image of a montage whose images are only counted."""
_TOLERANCE: Final = 1e-5
_ADD_IMAGES: Final = N_(
    "Show each with `ax.imshow(...)` in axes of its own, made by `plt.subplots(rows, columns)`, or all of "
    "them side by side in one large array."
)


def assert_figure(
    figure: object,
    *,
    images: int | tuple[int, int, int] | ArrayLike | None = None,
    curves: int | ArrayLike | Sequence[ArrayLike] | None = None,
    points: int | None = None,
    colours: int | None = None,
    labels: bool = True,
) -> None:
    """Asserts that a figure shows these things and has labels.

    Args:
        figure: a ``Figure``, or several, as in ``student.figures``; one of them must meet all requirements.
        images: the least number of images, in separate axes or in one montage; as (count, height, width),
            images of that size; as an array of shape (N, height, width) or (N, side * side), exactly these
            images, in any order and scale of grey.
        curves: the least number of curves; as a list of numbers, or several such lists, curves with these
            heights (or 100 times these, in percent).
        points: the least number of points without a line between them.
        colours: the least number of distinct colours of these points.
        labels: True requires labels at both axes where curves, points or bars are drawn, and a legend for
            several curves.

    Raises:
        AssertionError: no figure meets the requirements; the message says what to add.
        ValueError: a requirement cannot be read.
    """
    requirements = list(_requirements(images, curves, points, colours))
    if labels:
        requirements += [_require_labels, _require_legend]
    best: tuple[int, str | None] = -1, None
    figures = _figures(figure)
    for each in figures:
        met, lack = _first_lack(requirements, each)
        if lack is None:
            return
        # The figure that meets most requirements is the one that the student means.
        if met > best[0]:
            best = met, lack
    several = msg(
        "None of your %(count)d figures is the one asked for. What the nearest one lacks:", count=len(figures)
    )
    fail(several if len(figures) > 1 else None, best[1])


def _first_lack(requirements: Sequence[Requirement], figure: Figure) -> tuple[int, str | None]:
    """Returns the number of leading requirements met, and the first lack."""
    for met, requirement in enumerate(requirements):
        if (lack := requirement(figure)) is not None:
            return met, lack
    return len(requirements), None


def _figures(figure: object) -> list[Figure]:
    # The type is asked, since a value can lie about its class. mypy does not narrow by it.
    given = list(figure) if type(figure) in (tuple, list) else [figure]  # type: ignore[call-overload]
    figures = [each for each in given if type(each) is Figure]
    if not figures:
        missing = N_("There should be a figure, and nothing is drawn.")
        wrong = msg("There should be a figure, not %(kind)s.", kind=describe_kind(figure))
        fail(
            wrong if given and figure is not None else missing,
            N_("Draw it with `plt.plot(...)` or `plt.imshow(...)`; a function may return it, `plt.gcf()`."),
        )
    return figures


def _requirements(images: Any, curves: Any, points: int | None, colours: int | None) -> Iterator[Requirement]:
    yield _require_content
    if images is not None:
        if isinstance(images, tuple) and len(images) == 3 and all(isinstance(size, int) for size in images):
            count, height, width = map(_at_least_one, images)
            yield partial(_require_sized_images, count, height, width)
        elif isinstance(images, int):
            yield partial(_require_images, _at_least_one(images))
        else:
            yield partial(_require_these_images, image_stack(np.asarray(images)))
    if isinstance(curves, int):
        yield partial(_require_curves, _at_least_one(curves))
    elif curves is not None:
        yield from (partial(_require_curve_of, heights) for heights in _curves(curves))
    if points is not None:
        yield partial(_require_points, _at_least_one(points))
    if colours is not None:
        yield partial(_require_colours, _at_least_one(colours))


def _at_least_one(count: int) -> int:
    if count < 1:
        raise ValueError(f"at least 1 can be asked for, not {count!r}")
    return count


def _curves(curves: Any) -> list[NDArray[np.float64]]:
    several = len(curves) and np.ndim(curves[0]) == 1
    rows = [np.asarray(row, np.float64) for row in (curves if several else [curves])]
    if not all(row.ndim == 1 and row.size for row in rows):
        raise ValueError("a curve is a list of numbers that is not empty")
    return rows


def _require_content(figure: Figure) -> str | None:
    """Requires that anything is drawn."""
    if any(axes.has_data for axes in figure.axes):
        return None
    return N_("The figure is empty. Draw in it with `plt.plot(...)` or `plt.imshow(...)`.")


def _require_images(count: int, figure: Figure) -> str | None:
    """Requires a number of images, or one that can hold them."""
    pixels = max((math.prod(image.shape[:2]) for image in figure.images), default=0)
    # One large array may hold all images, and nothing tells where one of them ends.
    if len(figure.images) >= count or (count > 1 and pixels >= count * _MIN_PIXELS):
        return None
    return one_line(
        nmsg(
            "The figure shows %(number)d image; %(count)d are asked for.",
            "The figure shows %(number)d images; %(count)d are asked for.",
            len(figure.images),
            count=count,
        ),
        _ADD_IMAGES,
    )


def _require_sized_images(count: int, height: int, width: int, figure: Figure) -> str | None:
    """Requires a number of images of this size, single or in montages."""
    shown = sum((image.shape[0] // height) * (image.shape[1] // width) for image in figure.images)
    if shown >= count:
        return None
    sizes = _sizes(figure)
    return one_line(
        nmsg(
            "The figure shows %(number)d image of %(height)d x %(width)d pixels; %(count)d are asked for.",
            "The figure shows %(number)d images of %(height)d x %(width)d pixels; %(count)d are asked for.",
            shown,
            height=height,
            width=width,
            count=count,
        ),
        *([msg("What it shows has %(sizes)s pixels.", sizes=sizes)] if sizes and not shown else []),
        _ADD_IMAGES,
    )


def _require_these_images(wanted: NDArray[Any], figure: Figure) -> str | None:
    """Requires all images of an array of shape (N, height, width)."""
    shown = [image.pixels for image in figure.images if image.pixels is not None]
    found = count_found(shown, wanted)
    if found == len(wanted):
        return None
    height, width = wanted.shape[1:]
    text = nmsg(
        "Of %(number)d image asked for, the figure shows %(found)d.",
        "Of the %(number)d images asked for, the figure shows %(found)d.",
        len(wanted),
        found=found,
    )
    if not figure.images:
        return one_line(text, _ADD_IMAGES)
    # Only if none is right: an image that equals its transpose is found in both ways.
    if not found and count_found(shown, wanted.swapaxes(1, 2)) == len(wanted):
        return one_line(text, N_("It shows them with rows and columns exchanged."))
    if not found and not any(rows >= height and columns >= width for rows, columns in _shapes(figure)):
        size = msg(
            "What it shows has %(sizes)s pixels, and an image has %(height)d x %(width)d.",
            sizes=_sizes(figure),
            height=height,
            width=width,
        )
        return one_line(text, size)
    return one_line(
        text, N_("Are they the images themselves, each with its rows and columns, and all of them?")
    )


def _shapes(figure: Figure) -> Iterator[tuple[int, ...]]:
    return (image.shape[:2] for image in figure.images)


def _sizes(figure: Figure) -> str:
    sizes = dict.fromkeys(f"{height} x {width}" for height, width in _shapes(figure))
    return clip(", ".join(sizes), 60)


def _require_curves(count: int, figure: Figure) -> str | None:
    """Requires a number of curves."""
    if len(figure.curves) >= count:
        return None
    return one_line(
        nmsg(
            "The figure has %(number)d curve; %(count)d asked for.",
            "The figure has %(number)d curves; %(count)d asked for.",
            len(figure.curves),
            count=count,
        ),
        N_("Draw each with `plt.plot(x, y, label=...)`."),
    )


def _require_curve_of(heights: NDArray[np.float64], figure: Figure) -> str | None:
    """Requires a curve with these heights, or with 100 times these.

    A share may be drawn in percent.
    """
    drawn = [curve.y for curve in figure.curves if curve.y is not None]
    # Of one length first, since NumPy would broadcast a single point.
    fitting = [y for y in drawn if y.shape == heights.shape]
    if any(_are_close(y, unit * heights) for y in fitting for unit in (1, 100)):
        return None
    text = nmsg(
        "No curve of the figure shows the %(number)d value from %(first)s to %(last)s.",
        "No curve of the figure shows the %(number)d values from %(first)s to %(last)s.",
        heights.size,
        first=format_number(heights[0]),
        last=format_number(heights[-1]),
    )
    if not figure.curves:
        return one_line(text, N_("Draw them with `plt.plot(x, y, label=...)`."))
    if not fitting:
        counts = clip(", ".join(dict.fromkeys(str(curve.count) for curve in figure.curves)), 60)
        return one_line(text, msg("The number of points of its curves: %(counts)s.", counts=counts))
    nearest = min(fitting, key=lambda y: float(_distances(y, heights).max()))
    at = int(_distances(nearest, heights).argmax())
    nearly = msg(
        "The nearest one has %(got)s at index %(index)d, not %(wanted)s.",
        got=format_number(nearest[at]),
        index=at,
        wanted=format_number(heights[at]),
    )
    return one_line(text, nearly)


def _are_close(one: NDArray[np.float64], other: NDArray[np.float64]) -> bool:
    return np.allclose(one, other, rtol=_TOLERANCE, atol=_TOLERANCE, equal_nan=True)


def _distances(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    # NaN compares with nothing, so that no nearest curve could be chosen.
    return np.nan_to_num(np.abs(one - other), nan=np.inf)


def _require_points(count: int, figure: Figure) -> str | None:
    """Requires a number of points without a line between them."""
    drawn = sum(points.count for points in figure.points)
    if drawn >= count:
        return None
    return one_line(
        nmsg(
            "The figure has %(number)d point; %(count)d asked for.",
            "The figure has %(number)d points; %(count)d asked for.",
            drawn,
            count=count,
        ),
        N_("Draw them with `plt.scatter(x, y)`."),
    )


def _require_colours(count: int, figure: Figure) -> str | None:
    """Requires a number of colours among the points."""
    drawn = set(chain.from_iterable(points.colours for points in figure.points))
    if len(drawn) >= count:
        return None
    return one_line(
        nmsg(
            "The points of the figure have %(number)d colour; %(count)d asked for.",
            "The points of the figure have %(number)d colours; %(count)d asked for.",
            len(drawn),
            count=count,
        ),
        N_("Colour them with `plt.scatter(x, y, c=classes)`."),
    )


def _require_labels(figure: Figure) -> str | None:
    """Requires labels at both axes, except where only images are drawn."""
    for index, axes in enumerate(figure.axes):
        if not (axes.points or axes.bars or any(curve.is_visible for curve in axes.curves)):
            continue
        missing = [name for name, label in (("x", axes.x_label), ("y", axes.y_label)) if not label.strip()]
        if missing:
            alone = len(figure.axes) == 1
            call = "plt." if alone else "ax.set_"
            calls = ", ".join(f"`{call}{name}label(...)`" for name in missing)
            where = (
                N_("The figure does not say what is drawn.")
                if alone
                else msg("Part %(part)d of the figure does not say what is drawn.", part=index + 1)
            )
            if len(missing) == 2:
                return one_line(where, msg("Its axes have no labels. Add %(calls)s.", calls=calls))
            return one_line(
                where, msg("Its %(axis)s-axis has no label. Add %(calls)s.", axis=missing[0], calls=calls)
            )
    return None


def _require_legend(figure: Figure) -> str | None:
    """Requires a legend if any axes have several curves.

    It may be the legend of other axes or of the figure.
    """
    several = any(sum(curve.is_visible for curve in axes.curves) > 1 for axes in figure.axes)
    entries = [len(figure.legend), *(len(axes.legend) for axes in figure.axes)]
    if not several or max(entries) > 1:
        return None
    return N_(
        "The figure does not say which curve is which. Give each a name, `plt.plot(x, y, label=...)`, and "
        "call `plt.legend()`."
    )
