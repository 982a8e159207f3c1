"""Exports a matplotlib figure as plain data.

It runs in the sandbox, in the process of the student's code, so its answers are claims. All numbers go into
one array, and the parts of the description refer to positions in it: a message may not hold a separate array
for each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.collections import PathCollection, QuadMesh
from matplotlib.colors import to_rgba_array
from matplotlib.container import BarContainer, Container
from matplotlib.figure import Figure, SubFigure
from numpy.typing import NDArray

from bareme.wire.kinds import ObjectKind
from bareme.wire.objects import FIGURE, MAX_ARTISTS, MAX_LEGEND, MAX_NUMBERS, MAX_TEXT

__all__ = ["describe_figure", "find_figure"]

_MAX_ITEMS = 1000
_MAX_COLOURS = 256


class _FigureKind(ObjectKind):
    """A figure, or anything that was drawn in one."""

    type_name = FIGURE

    def recognises(self, value: object) -> bool:
        # An artist that was removed is in no figure: its description fails, and says so.
        return issubclass(type(value), Artist | Container) or find_figure(value) is not None

    def describe(self, value: Any) -> dict[str, Any]:
        return describe_figure(value)


def find_figure(value: Any) -> Figure | None:
    """Returns the figure that contains a whole value.

    None if the value is not drawn, or is drawn in several figures.

    Functions of matplotlib return artists, containers of artists, and lists, tuples and arrays of both.
    """
    if type(value) is tuple and len(value) == 3 and issubclass(type(value[2]), Container):
        value = value[2]  # a histogram: counts and edges come before the bars
    figures = islice(_figures_in(value, 2), _MAX_ITEMS)
    # Bounded, and lazily: a list can hold millions of artists.
    first = next(figures, None)
    return first if all(figure is first for figure in figures) else None


def _figures_in(value: Any, depth: int) -> Iterator[Figure | None]:
    kind = type(value)
    if issubclass(kind, Artist):
        figure = value.figure
        while issubclass(type(figure), SubFigure):
            figure = figure.figure
        yield figure if issubclass(type(figure), Figure) else None
    elif issubclass(kind, Container):
        yield from _figures_in(value.get_children(), 1)
    elif depth and (kind in (list, tuple) or (kind is np.ndarray and value.dtype == object)):
        for item in value.flat if kind is np.ndarray else value:
            yield from _figures_in(item, depth - 1)
    else:
        yield None


def describe_figure(value: Any) -> dict[str, Any]:
    """Describes a figure, or the one that a value is part of.

    Raises:
        ValueError: the value belongs to no figure.
    """
    figure = find_figure(value)
    if figure is None:
        raise ValueError("it is not, or no longer, part of a figure")
    return _Describer(figure).describe()


@dataclass
class _Describer:
    figure: Any
    numbers: list[NDArray[np.float64]] = field(default_factory=list)
    size: int = 0
    artists: int = 0

    def describe(self) -> dict[str, Any]:
        legends = islice(self.figure.legends, MAX_LEGEND)
        axes = [self._axes(ax) for ax in self._bounded(self.figure.axes) if _is_shown(ax)]
        return {
            "title": _text(self.figure.get_suptitle()),
            "size": [float(inches) for inches in self.figure.get_size_inches()],
            "legend": [entry for legend in legends for entry in _legend(legend)][:MAX_LEGEND],
            "axes": axes,
            "numbers": np.concatenate([np.empty(0), *self.numbers]),
        }

    def _bounded(self, artists: Iterable[Any]) -> Iterator[Any]:
        for artist in artists:
            if self.artists == MAX_ARTISTS:
                return
            self.artists += 1
            yield artist

    def _each(self, describe: Callable[[Any], Any], artists: Iterable[Any]) -> list[Any]:
        described = []
        for artist in self._bounded(artists):
            try:
                described.append(describe(artist))
            except Exception:  # an unforeseen kind of artist or data: skip it, keep the others
                continue
        return [entry for entry in described if entry is not None]

    def _axes(self, ax: Any) -> dict[str, Any]:
        lines = [line for line in islice(ax.get_lines(), MAX_ARTISTS) if _is_data(line, ax)]
        joined = [line for line in lines if line.get_linestyle() != "None"]
        markers = [line for line in lines if line.get_linestyle() == "None"]
        collections = [artist for artist in islice(ax.collections, MAX_ARTISTS) if artist.get_visible()]
        images = [image for image in ax.get_images() if image.get_visible()]
        images += [mesh for mesh in collections if isinstance(mesh, QuadMesh)]
        scattered = [points for points in collections if isinstance(points, PathCollection)]
        bars = [container for container in ax.containers if isinstance(container, BarContainer)]
        titles = (ax.get_title(loc) for loc in ("center", "left", "right"))
        return {
            "title": _text(next(filter(None, titles), "")),
            "x_label": _axis_label(ax, "x"),
            "y_label": _axis_label(ax, "y"),
            "x_scale": _text(ax.get_xscale()),
            "y_scale": _text(ax.get_yscale()),
            "x_limits": [float(limit) for limit in ax.get_xlim()],
            "y_limits": [float(limit) for limit in ax.get_ylim()],
            "legend": _legend(ax.get_legend()),
            "has_data": bool(ax.has_data()),
            "curves": self._each(self._curve, joined),
            "images": self._each(self._image, images),
            "points": self._each(self._markers, markers) + self._each(self._scattered, scattered),
            "bars": self._each(self._bars, bars),
        }

    def _put(self, values: Any) -> list[int] | None:
        """Stores numbers; returns their start followed by their shape."""
        array = np.ma.asarray(values)
        # The size is told all the same, so that counting curves and points still works.
        if self.size + array.size > MAX_NUMBERS:
            return None
        # Masked values are not drawn.
        plain = np.ma.filled(array.astype(np.float64), np.nan)
        start = self.size
        self.size += plain.size
        self.numbers.append(plain.ravel())
        return [start, *plain.shape]

    def _curve(self, line: Any) -> dict[str, Any]:
        # Numbers, also where dates or names of categories were plotted.
        x, y = line.get_data(orig=False)
        return {"label": _label(line), "count": len(y), "x": self._put(x), "y": self._put(y)}

    def _image(self, image: Any) -> dict[str, Any] | None:
        array = image.get_array()
        if array is None or array.ndim not in (2, 3):
            return None
        grey = array
        # Colours are averaged before the limit applies, up to four channels for each pixel.
        if array.ndim == 3 and self.size + array.size <= 4 * MAX_NUMBERS:
            grey = array[:, :, :3].mean(axis=2)
        return {"shape": list(array.shape), "pixels": self._put(grey)}

    def _markers(self, line: Any) -> dict[str, Any]:
        places = np.column_stack(line.get_data(orig=False))
        colours = _colours(to_rgba_array(line.get_markerfacecolor()), line.get_markeredgecolor())
        return self._points(line, places, colours)

    def _scattered(self, points: Any) -> dict[str, Any]:
        points.update_scalarmappable()  # else values are mapped to colours only when drawn
        colours = _colours(points.get_facecolors(), points.get_edgecolors())
        return self._points(points, points.get_offsets(), colours)

    def _points(self, artist: Any, places: Any, colours: list[int]) -> dict[str, Any]:
        label = _label(artist)
        return {"label": label, "count": len(places), "places": self._put(places), "colours": colours}

    def _bars(self, bars: Any) -> dict[str, Any]:
        heights = [float(bar.get_height()) for bar in islice(bars.patches, MAX_ARTISTS)]
        return {"label": _label(bars), "count": len(bars.patches), "heights": self._put(heights)}


def _is_shown(ax: Any) -> bool:
    # A colour bar is drawn in axes of its own, which nobody labels.
    return bool(ax.get_visible()) and ax.get_label() != "<colorbar>"


def _is_data(line: Any, ax: Any) -> bool:
    """Returns True if both coordinates of a line are data.

    Of ``axhline`` and ``axvline``, one coordinate is not.
    """
    return bool(line.get_visible() and all(line.get_transform().contains_branch_seperately(ax.transData)))


def _axis_label(ax: Any, name: str) -> str:
    # Of axes that are shared, usually one alone has a label.
    shared = getattr(ax, f"get_shared_{name}_axes")().get_siblings(ax)
    labels = (_text(getattr(other, f"get_{name}label")()) for other in (ax, *islice(shared, _MAX_ITEMS)))
    whole = (_text(getattr(figure, f"get_sup{name}label")()) for figure in (ax.figure, ax.figure.figure))
    return next((label for found in (labels, whole) for label in found if label.strip()), "")


def _legend(legend: Any) -> list[str]:
    return [] if legend is None else [_text(text.get_text()) for text in islice(legend.texts, MAX_LEGEND)]


def _label(artist: Any) -> str:
    """Returns the student's label; matplotlib's own begin with an underscore."""
    label = _text(artist.get_label())
    return "" if label.startswith("_") else label


def _colours(faces: NDArray[np.float64], edges: Any) -> list[int]:
    # Markers without a face, such as crosses, have the colour of their edges.
    rows = faces if len(faces) else to_rgba_array(edges)
    levels = np.round(255 * rows[:, :3]).astype(np.int64)
    packed = levels[:, 0] << 16 | levels[:, 1] << 8 | levels[:, 2]
    return [int(colour) for colour in np.unique(packed)[:_MAX_COLOURS]]


def _text(value: object) -> str:
    return str(value)[:MAX_TEXT]
