"""Figures as a kind: hostile descriptions are parsed, and compared without words, sizes and colours."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from bareme.errors import StudentRaised
from bareme.i18n import N_
from bareme.student.figure import Axes, Bars, Curve, Figure, Image, Points
from bareme.student.kinds import Features, RemoteKind
from bareme.wire.objects import (
    FIGURE,
    MAX_ALL_NUMBERS,
    MAX_ARTISTS,
    MAX_FIGURES,
    MAX_LEGEND,
    MAX_NUMBERS,
    MAX_TEXT,
)

__all__ = ["FigureKind", "read_figure", "read_figures"]

T = TypeVar("T")


class _Malformed(Exception):
    """A description that no honest sandbox sends."""


def read_figure(content: object) -> Figure:
    """Reads the description of one figure.

    Raises:
        StudentRaised: it cannot be read.
    """
    try:
        return _Reader().figure(content)
    except (_Malformed, KeyError):
        raise StudentRaised(N_("What your notebook said of a figure cannot be read.")) from None


def read_figures(content: object, cells: list[int]) -> tuple[Figure, ...]:
    """Reads the descriptions of the figures that a notebook drew.

    Args:
        content: pairs of the number of the execution that drew a figure, and its description.
        cells: the cell index of each execution, in order.

    Raises:
        StudentRaised: they cannot be read.
    """
    try:
        reader = _Reader()
        entries = [_tuple(entry, 2) for entry in _list(content, MAX_FIGURES)]
        return tuple(
            replace(reader.figure(figure), cell=cells[at] if _is_index(at, len(cells)) else None)
            for at, figure in entries
        )
    except (_Malformed, KeyError):
        raise StudentRaised(N_("What your notebook said of its figures cannot be read.")) from None


@dataclass
class _Reader:
    """Reads descriptions, and counts artists and numbers over all of them."""

    artists: int = 0
    size: int = 0
    numbers: NDArray[np.float64] | None = None

    def figure(self, content: object) -> Figure:
        entry = _dict(content)
        numbers = entry["numbers"]
        if type(numbers) is not np.ndarray or numbers.dtype != np.float64 or numbers.ndim != 1:
            raise _Malformed
        # Over all figures of one reply: each alone could be within its bound.
        self.size += numbers.size
        if numbers.size > MAX_NUMBERS or self.size > MAX_ALL_NUMBERS:
            raise _Malformed
        self.numbers = numbers
        return Figure(
            title=_text(entry["title"]),
            size=_pair(entry["size"]),
            legend=_legend(entry["legend"]),
            axes=self._each(self._axes, entry["axes"]),
        )

    def _each(self, read: Callable[[dict[str, Any]], T], content: object) -> tuple[T, ...]:
        entries = _list(content, MAX_ARTISTS - self.artists)
        self.artists += len(entries)
        return tuple(read(_dict(entry)) for entry in entries)

    def _axes(self, entry: dict[str, Any]) -> Axes:
        return Axes(
            title=_text(entry["title"]),
            x_label=_text(entry["x_label"]),
            y_label=_text(entry["y_label"]),
            x_scale=_text(entry["x_scale"]),
            y_scale=_text(entry["y_scale"]),
            x_limits=_pair(entry["x_limits"]),
            y_limits=_pair(entry["y_limits"]),
            legend=_legend(entry["legend"]),
            has_data=entry["has_data"] is True,
            curves=self._each(self._curve, entry["curves"]),
            images=self._each(self._image, entry["images"]),
            points=self._each(self._points, entry["points"]),
            bars=self._each(self._bars, entry["bars"]),
        )

    def _curve(self, entry: dict[str, Any]) -> Curve:
        count = _count(entry["count"])
        x, y = self._numbers(entry["x"], (count,)), self._numbers(entry["y"], (count,))
        return Curve(_text(entry["label"]), count, x, y)

    def _image(self, entry: dict[str, Any]) -> Image:
        shape = tuple(_count(size) for size in _list(entry["shape"], 3))
        if len(shape) < 2:
            raise _Malformed
        return Image(shape, self._numbers(entry["pixels"], shape[:2]))

    def _points(self, entry: dict[str, Any]) -> Points:
        count = _count(entry["count"])
        colours = tuple(_count(colour) for colour in _list(entry["colours"], MAX_ARTISTS))
        return Points(_text(entry["label"]), count, self._numbers(entry["places"], (count, 2)), colours)

    def _bars(self, entry: dict[str, Any]) -> Bars:
        count = _count(entry["count"])
        return Bars(_text(entry["label"]), count, self._numbers(entry["heights"], (count,)))

    def _numbers(self, place: object, shape: tuple[int, ...]) -> NDArray[np.float64] | None:
        """Returns the numbers at a place, checked against the described shape."""
        if place is None:
            return None
        start, *sizes = (_count(number) for number in _list(place, 3) or [None])
        assert self.numbers is not None
        end = start + math.prod(sizes)
        # Otherwise the numbers of another artist would be read, or the reshape would raise.
        if tuple(sizes) != shape or end > self.numbers.size:
            raise _Malformed
        return self.numbers[start:end].reshape(shape)


def _is_index(value: object, length: int) -> bool:
    return type(value) is int and 0 <= value < length


def _dict(value: object) -> dict[str, Any]:
    if type(value) is not dict:
        raise _Malformed
    return value


def _list(value: object, max_length: int) -> list[Any]:
    if type(value) is not list or len(value) > max_length:
        raise _Malformed
    return value


def _tuple(value: object, length: int) -> tuple[Any, ...]:
    if type(value) is not tuple or len(value) != length:
        raise _Malformed
    return value


def _text(value: object) -> str:
    if type(value) is not str or len(value) > MAX_TEXT:
        raise _Malformed
    return value


def _legend(value: object) -> tuple[str, ...]:
    return tuple(_text(entry) for entry in _list(value, MAX_LEGEND))


def _pair(value: object) -> tuple[float, float]:
    numbers = _list(value, 2)
    if len(numbers) < 2 or not all(type(number) is float for number in numbers):
        raise _Malformed
    return numbers[0], numbers[1]


def _count(value: object) -> int:
    # `type`, since True is an int for isinstance.
    if type(value) is not int or not 0 <= value < 10**12:
        raise _Malformed
    return value


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
    # Relative to the largest, so that rounding of small terms does not decide.
    largest = float(np.abs(values[np.isfinite(values)]).max(initial=0)) or 1.0
    return values.shape, np.round(values / largest, _DIGITS).tobytes(), f"{largest:.{_DIGITS}g}"
