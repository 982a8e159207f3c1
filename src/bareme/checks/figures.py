"""Assertions on figures: images, curves, points, labels and legends."""

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

Requirement: TypeAlias = Callable[[Figure], str | None]
"""Returns a sentence on what a figure lacks, or None."""


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
        requirements += [figure_requirements.labels, figure_requirements.legend]
    best: tuple[int, str | None] = -1, None
    figures = _figures(figure)
    for each in figures:
        met, lack = _first_lack(requirements, each)
        if lack is None:
            return
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
