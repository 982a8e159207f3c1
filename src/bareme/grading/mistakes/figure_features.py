"""Features of figures: data, axes and labels, without words, sizes and colours."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bareme.errors import StudentError
from bareme.grading.mistakes.features import Features
from bareme.student.figure import Axes, Figure
from bareme.student.figure_parser import read_figure

__all__ = ["call_and_draw", "extract_figure_features", "extract_replayed_figure_features"]

_DIGITS: Final = 6
_PYPLOT: Final = "matplotlib.pyplot"


def extract_figure_features(figure: Figure) -> Features:
    """Returns a figure's data, and which labels, titles and legends it has."""
    axes = [one for one in figure.axes if one.has_data]
    plots = [one for one in axes if one.curves or one.points or one.bars]
    return {
        "kind": "figure",
        "axes": len(axes),
        "curves": tuple(_digits(curve.y) for curve in figure.curves),
        "abscissas": tuple(_digits(curve.x) for curve in figure.curves),
        "images": tuple((image.shape, _digits(image.pixels)) for image in figure.images),
        "points": tuple((points.count, _digits(points.places)) for points in figure.points),
        "colours": tuple(len(points.colours) for points in figure.points),
        "bars": tuple(_digits(bars.heights) for one in axes for bars in one.bars),
        "x labelled": all(one.x_label for one in plots),
        "y labelled": all(one.y_label for one in plots),
        "titled": bool(figure.title or any(one.title for one in axes)),
        "legend": _has_legend(figure, plots),
        "scales": tuple((one.x_scale, one.y_scale) for one in plots),
    }


def _has_legend(figure: Figure, plots: list[Axes]) -> bool:
    return bool(figure.legend or any(one.legend for one in plots))


def _digits(values: NDArray[np.float64] | None) -> object:
    """Rounds numbers to ``_DIGITS`` digits of the largest, for one comparison."""
    if values is None:
        return None
    # Features are compared by `==`, and the curves of two programs differ by rounding. NaN and infinity stay
    # as they are, and do not set the scale.
    largest = float(np.abs(values[np.isfinite(values)]).max(initial=0)) or 1.0
    return values.shape, np.round(values / largest, _DIGITS).tobytes(), f"{largest:.{_DIGITS}g}"


def extract_replayed_figure_features(value: object) -> Features | None:
    """Returns the features of the figure that a replayed value belongs to.

    None if it belongs to no figure.
    """
    if _PYPLOT not in sys.modules:
        return None
    # Imported here, since it imports matplotlib, which few gradings need.
    from bareme.wire import figure_export

    if figure_export.find_figure(value) is None:
        return None
    try:
        return extract_figure_features(read_figure(figure_export.describe_figure(value)))
    except StudentError:
        return {}


def call_and_draw(call: Callable[[], object]) -> object:
    """Returns the value of a call, or the figures that it drew.

    One figure is returned as it is, several as a list.
    """
    if _PYPLOT not in sys.modules:
        return call()
    pyplot = importlib.import_module(_PYPLOT)
    # A window would wait until it is closed.
    pyplot.switch_backend("Agg")
    # Figures of earlier calls are not drawn by this one.
    before = pyplot.get_fignums()
    try:
        value = call()
        drawn = [pyplot.figure(number) for number in pyplot.get_fignums() if number not in before]
    finally:
        # pyplot keeps each figure in memory until it is closed.
        for number in pyplot.get_fignums():
            if number not in before:
                pyplot.close(number)
    return value if value is not None or not drawn else drawn[0] if len(drawn) == 1 else drawn
