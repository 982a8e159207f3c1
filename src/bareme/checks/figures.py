"""What a figure shows: images, curves, points, and whether one can read what they mean."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bareme.checks import figure_requirements
from bareme.checks.value_words import describe_kind, fail
from bareme.i18n.catalogs import N_
from bareme.i18n.messages import msg
from bareme.student.figure import Figure
from bareme.student.image_matching import image_stack

__all__ = ["assert_figure"]

Demand: TypeAlias = Callable[[Figure], str | None]
"""Returns what a figure lacks, None where it lacks nothing."""


def assert_figure(
    figure: object,
    *,
    images: int | tuple[int, int, int] | ArrayLike | None = None,
    curves: int | ArrayLike | Sequence[ArrayLike] | None = None,
    points: int | None = None,
    colours: int | None = None,
    labels: bool = True,
) -> None:
    """Demands a figure that shows something, and says what.

    Args:
        figure: a ``Figure``, or several, such as ``student.figures``; one of them must have all of this.
        images: how many at least, in axes of their own or in one montage; as (count, height, width), images
            of that size; as an array of shape (N, height, width) or (N, side * side), these very images, in
            any order and scale of grey.
        curves: how many at least; as a list of numbers, or several such lists, curves with these heights
            (or 100 times these, in percent).
        points: how many at least that no line joins.
        colours: how many different ones these points have at least.
        labels: whether axes with curves, points or bars need a label at both axes, and several curves a
            legend.

    Raises:
        AssertionError: there is no such figure; the message says what to add.
        ValueError: what is asked for cannot be read.
    """
    demands = list(_demands(images, curves, points, colours))
    if labels:
        demands += [figure_requirements.labels, figure_requirements.legend]
    best: tuple[int, str | None] = -1, None
    figures = _figures(figure)
    for each in figures:
        met, lack = _first_lack(demands, each)
        if lack is None:
            return
        if met > best[0]:
            best = met, lack
    several = msg(
        "None of your %(count)d figures is the one asked for. What the nearest one lacks:", count=len(figures)
    )
    fail(several if len(figures) > 1 else None, best[1])


def _first_lack(demands: Sequence[Demand], figure: Figure) -> tuple[int, str | None]:
    """Returns how many demands are met before the first that is not, and what is lacking."""
    for met, demand in enumerate(demands):
        if (lack := demand(figure)) is not None:
            return met, lack
    return len(demands), None


def _figures(figure: object) -> list[Figure]:
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


def _demands(images: Any, curves: Any, points: int | None, colours: int | None) -> Iterator[Demand]:
    yield figure_requirements.anything
    if images is not None:
        if isinstance(images, tuple) and len(images) == 3 and all(isinstance(size, int) for size in images):
            count, height, width = map(_at_least_one, images)
            yield partial(figure_requirements.sized_images, count, height, width)
        elif isinstance(images, int):
            yield partial(figure_requirements.some_images, _at_least_one(images))
        else:
            yield partial(figure_requirements.these_images, image_stack(np.asarray(images)))
    if isinstance(curves, int):
        yield partial(figure_requirements.some_curves, _at_least_one(curves))
    elif curves is not None:
        yield from (partial(figure_requirements.this_curve, heights) for heights in _curves(curves))
    if points is not None:
        yield partial(figure_requirements.some_points, _at_least_one(points))
    if colours is not None:
        yield partial(figure_requirements.some_colours, _at_least_one(colours))


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
