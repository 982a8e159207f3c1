"""Figures as a kind: features without words, sizes and colours."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from bareme.student.figure import Axes, Figure
from bareme.student.figure_parser import read_figure
from bareme.student.kinds import Features, RemoteKind
from bareme.wire.objects import FIGURE

__all__ = ["FigureKind"]

_DIGITS: Final = 6


class FigureKind(RemoteKind[Figure, Figure]):
    """A figure of matplotlib."""

    type_name = FIGURE
    value_class = Figure

    def parse(self, content: object) -> Figure:
        """Reads a hostile description."""
        return read_figure(content)

    def features(self, parsed: Figure) -> Features:
        """Returns the data, and which labels, titles and legends it has."""
        axes = [one for one in parsed.axes if one.has_data]
        plots = [one for one in axes if one.curves or one.points or one.bars]
        return {
            "kind": "figure",
            "axes": len(axes),
            "curves": tuple(_digits(curve.y) for curve in parsed.curves),
            "abscissas": tuple(_digits(curve.x) for curve in parsed.curves),
            "images": tuple((image.shape, _digits(image.pixels)) for image in parsed.images),
            "points": tuple((points.count, _digits(points.places)) for points in parsed.points),
            "colours": tuple(len(points.colours) for points in parsed.points),
            "bars": tuple(_digits(bars.heights) for one in axes for bars in one.bars),
            "x labelled": all(one.x_label for one in plots),
            "y labelled": all(one.y_label for one in plots),
            "titled": bool(parsed.title or any(one.title for one in axes)),
            "legend": _has_legend(parsed, plots),
            "scales": tuple((one.x_scale, one.y_scale) for one in plots),
        }


def _has_legend(figure: Figure, plots: list[Axes]) -> bool:
    return bool(figure.legend or any(one.legend for one in plots))


def _digits(values: NDArray[np.float64] | None) -> object:
    """Rounds numbers to ``_DIGITS`` digits of the largest, for one comparison."""
    if values is None:
        return None
    largest = float(np.abs(values[np.isfinite(values)]).max(initial=0)) or 1.0
    return values.shape, np.round(values / largest, _DIGITS).tobytes(), f"{largest:.{_DIGITS}g}"
