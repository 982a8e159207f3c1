"""Contents of a figure as frozen plain data.

They come from the student's sandbox, so they are claims.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Axes", "Bars", "Curve", "Figure", "Image", "Points"]

FigureArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Curve:
    """A line through points.

    ``x`` and ``y`` have shape (count,). They are None if there are too many to send.
    """

    label: str
    count: int
    x: FigureArray | None
    y: FigureArray | None

    @property
    def is_visible(self) -> bool:
        """True if at least two of its points are finite."""
        if self.x is None or self.y is None:
            return self.count > 1
        return int(np.count_nonzero(np.isfinite(self.x) & np.isfinite(self.y))) > 1


@dataclass(frozen=True, eq=False)
class Image:
    """An array shown as an image."""

    shape: tuple[int, ...]
    """Shape of the array: (height, width), or (height, width, channels)."""
    pixels: FigureArray | None
    """Shape (height, width), unscaled, the mean over the channels; None if there are too many to send."""


@dataclass(frozen=True, eq=False)
class Points:
    """Markers without a line between them."""

    label: str
    count: int
    places: FigureArray | None
    """Shape (count, 2); None if there are too many to send."""
    colours: tuple[int, ...]
    """The distinct colours, as 0xRRGGBB."""


@dataclass(frozen=True, eq=False)
class Bars:
    """The bars of one call, histograms included; ``heights`` has shape (count,)."""

    label: str
    count: int
    heights: FigureArray | None


@dataclass(frozen=True, eq=False)
class Axes:
    """One coordinate system; colour bars and invisible axes are left out."""

    title: str
    x_label: str
    """Its own label, the label of axes that share its x-axis, or the label of the whole figure."""
    y_label: str
    x_scale: str
    y_scale: str
    x_limits: tuple[float, float]
    y_limits: tuple[float, float]
    legend: tuple[str, ...]
    has_data: bool
    """True if anything is drawn in it, including kinds of artists that are not described."""
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
    """The legend of the figure itself, outside its axes."""
    axes: tuple[Axes, ...]
    cell: int | None = None
    """The index of the notebook cell that drew it; None if a call drew it, or if the cell is unknown."""

    @property
    def curves(self) -> tuple[Curve, ...]:
        """The visible curves of all axes."""
        return tuple(curve for axes in self.axes for curve in axes.curves if curve.is_visible)

    @property
    def images(self) -> tuple[Image, ...]:
        """The images of all axes."""
        return tuple(image for axes in self.axes for image in axes.images)

    @property
    def points(self) -> tuple[Points, ...]:
        """The points of all axes."""
        return tuple(points for axes in self.axes for points in axes.points)

    def __repr__(self) -> str:
        counts = (len(self.axes), len(self.curves), len(self.images))
        return "Figure(axes={}, curves={}, images={})".format(*counts)
