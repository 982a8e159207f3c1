"""What a figure shows, as frozen plain data of the grader's own: a claim of the student's."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Axes", "Bars", "Curve", "Figure", "Image", "Points"]

FigureArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Curve:
    """A line through points; ``x`` and ``y`` of shape (count,), None where they are too many to cross."""

    label: str
    count: int
    x: FigureArray | None
    y: FigureArray | None

    @property
    def is_visible(self) -> bool:
        """Tells whether at least two of its points are finite."""
        if self.x is None or self.y is None:
            return self.count > 1
        return int(np.count_nonzero(np.isfinite(self.x) & np.isfinite(self.y))) > 1


@dataclass(frozen=True, eq=False)
class Image:
    """An array shown as an image."""

    shape: tuple[int, ...]
    """Of the array: (height, width), or (height, width, channels)."""
    pixels: FigureArray | None
    """Of shape (height, width), as they were given, the mean of the colours; None where they are too many."""


@dataclass(frozen=True, eq=False)
class Points:
    """Markers without a line between them."""

    label: str
    count: int
    places: FigureArray | None
    """Of shape (count, 2); None where they are too many."""
    colours: tuple[int, ...]
    """The different ones, as 0xRRGGBB."""


@dataclass(frozen=True, eq=False)
class Bars:
    """The bars of one call, also those of a histogram; ``heights`` of shape (count,)."""

    label: str
    count: int
    heights: FigureArray | None


@dataclass(frozen=True, eq=False)
class Axes:
    """One coordinate system. Those of colour bars, and those that are not shown, are left out."""

    title: str
    x_label: str
    """Its own, that of axes with which it shares the x-axis, or that of the whole figure."""
    y_label: str
    x_scale: str
    y_scale: str
    x_limits: tuple[float, float]
    y_limits: tuple[float, float]
    legend: tuple[str, ...]
    has_data: bool
    """Whether anything is drawn in it, also of kinds that are not described."""
    curves: tuple[Curve, ...]
    images: tuple[Image, ...]
    points: tuple[Points, ...]
    bars: tuple[Bars, ...]


@dataclass(frozen=True, eq=False)
class Figure:
    """A figure of matplotlib."""

    title: str
    size: tuple[float, float]
    """Width and height in inches."""
    legend: tuple[str, ...]
    """Of the figure, outside its axes."""
    axes: tuple[Axes, ...]
    cell: int | None = None
    """The index of the notebook's cell that drew it; None where a call did, or where it is not known."""

    @property
    def curves(self) -> tuple[Curve, ...]:
        """All that can be seen, of all axes."""
        return tuple(curve for axes in self.axes for curve in axes.curves if curve.is_visible)

    @property
    def images(self) -> tuple[Image, ...]:
        """Those of all axes."""
        return tuple(image for axes in self.axes for image in axes.images)

    @property
    def points(self) -> tuple[Points, ...]:
        """Those of all axes."""
        return tuple(points for axes in self.axes for points in axes.points)

    def __repr__(self) -> str:
        counts = (len(self.axes), len(self.curves), len(self.images))
        return "Figure(axes={}, curves={}, images={})".format(*counts)
