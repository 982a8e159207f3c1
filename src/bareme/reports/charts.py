"""Draws evidence: charts and heat maps as SVG, images as PNG."""

from __future__ import annotations

import base64
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from bareme.results.evidence import (
    WORST_LEVEL,
    Comparison,
    CurvePlot,
    EvidenceCurve,
    Heatmap,
    WrongImage,
    write_number,
)

__all__ = [
    "Chart",
    "HeatmapDrawing",
    "Line",
    "Tick",
    "draw_chart",
    "draw_heatmap",
    "png_data_url",
]

WIDTH: Final = 420
HEIGHT: Final = 230
LEFT, RIGHT, TOP, BOTTOM = 58, 14, 12, 42
_TICKS: Final = 5
_MAX_MARKS: Final = 30
"""Curves of at most this many points have a mark at each point."""
_PADDING: Final = 0.06
_FLAT: Final = 1e-9
_MAX_VALUE: Final = 1e300
_MAX_SIDE: Final = 22
_MIN_SIDE: Final = 9
_MAX_MAP_WIDTH: Final = 400
_SHARES: Final = (0.14, 0.45, 0.6, 0.75, 0.9)
"""Side of the square of each level, as a share of its field; a right element is a dot."""


@dataclass(frozen=True)
class Tick:
    """A position on an axis, in pixels, and its label."""

    at: float
    label: str


@dataclass(frozen=True)
class Line:
    """A curve as an SVG path, and the points to mark."""

    name: str
    role: Literal["first", "second"]
    path: str
    marks: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Chart:
    """A drawing of ``WIDTH`` by ``HEIGHT`` pixels, axes inside the margins."""

    lines: tuple[Line, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    top: int = TOP
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM


@dataclass(frozen=True)
class _Axis:
    """A range of values, and the pixel positions of its ends."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        share = (min(self.high, max(self.low, value)) - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)


def draw_chart(curves: CurvePlot, language: str) -> Chart | None:
    """Lays out a chart; None if no value is finite."""
    heights = [value for curve in curves.curves for value in curve.values if value is not None]
    if not heights:
        return None
    x = _Axis(*_spread(curves.x), LEFT, WIDTH - RIGHT)
    low, high = _spread(heights)
    padding = _PADDING * (high - low)
    y = _Axis(low - padding, high + padding, HEIGHT - BOTTOM, TOP)
    whole = curves.abscissa in {"index", "step", "epoch"}
    return Chart(
        lines=tuple(
            _line(curve, curves.x, x, y, "second" if index else "first")
            for index, curve in enumerate(curves.curves)
        ),
        x_ticks=_ticks(x, language, whole=whole),
        y_ticks=_ticks(y, language),
    )


def _spread(values: Sequence[float]) -> tuple[float, float]:
    """Returns the smallest and largest value, kept apart if equal."""
    # Near the largest float the difference of two is infinite; nobody reads a chart there.
    low, high = (min(_MAX_VALUE, max(-_MAX_VALUE, value)) for value in (min(values), max(values)))
    half = max(abs(low), abs(high), 1.0) / 2
    return (low, high) if high - low > _FLAT * half else (low - half, high + half)


def _line(
    curve: EvidenceCurve, x: Sequence[float], across: _Axis, up: _Axis, role: Literal["first", "second"]
) -> Line:
    parts: list[str] = []
    marks: list[tuple[float, float]] = []
    pen = "M"
    for abscissa, value in zip(x, curve.values, strict=True):
        if value is None:
            pen = "M"  # a gap
            continue
        point = across.at(abscissa), up.at(value)
        parts.append(f"{pen}{point[0]:g} {point[1]:g}")
        marks.append(point)
        pen = "L"
    return Line(curve.name, role, "".join(parts), tuple(marks) if len(x) <= _MAX_MARKS else ())


def _ticks(axis: _Axis, language: str, *, whole: bool = False) -> tuple[Tick, ...]:
    step = _step((axis.high - axis.low) / _TICKS)
    if whole:
        step = max(1.0, step)
    first = math.ceil(axis.low / step - 1e-9)
    last = math.floor(axis.high / step + 1e-9)
    values = [round(count * step, 12) if step > 1e-9 else count * step for count in range(first, last + 1)]
    return tuple(Tick(axis.at(value), write_number(value, language)) for value in values)


def _step(least: float) -> float:
    """Rounds up to 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= least * (1 - 1e-9))


@dataclass(frozen=True)
class HeatmapDrawing:
    """A drawing of ``width`` by ``height`` pixels.

    ``paths`` has one for each level from 0; ``first`` is the corner of the field to mark with a ring.
    """

    width: int
    height: int
    side: int
    paths: tuple[str, ...]
    first: tuple[int, int]


def draw_heatmap(comparison: Comparison) -> HeatmapDrawing | None:
    """Draws the heat map of a comparison; None without matrices."""
    heat = comparison.heat
    if heat is None or len(comparison.first) != 2:
        return None
    rows, columns = len(heat.levels), len(heat.levels[0])
    side = max(_MIN_SIDE, min(_MAX_SIDE, _MAX_MAP_WIDTH // columns))
    row, column = (index // size for index, size in zip(comparison.first, heat.block, strict=True))
    paths = tuple(_path(heat, level, side) for level in range(WORST_LEVEL + 1))
    return HeatmapDrawing(columns * side, rows * side, side, paths, (column * side, row * side))


def _path(heat: Heatmap, level: int, side: int) -> str:
    size = round(_SHARES[level] * side, 1)
    margin = (side - size) / 2
    return "".join(
        f"M{column * side + margin:g} {row * side + margin:g}h{size:g}v{size:g}h-{size:g}z"
        for row, levels in enumerate(heat.levels)
        for column, found in enumerate(levels)
        if found == level
    )


def png_data_url(image: WrongImage) -> str:
    """Encodes an image as a PNG in a ``data:`` URL."""
    from PIL import Image  # takes 0.05 s, which pages without images save

    picture = Image.frombytes("L", (image.width, image.height), image.grey_levels)
    content = io.BytesIO()
    picture.save(content, "PNG", optimize=True)
    return "data:image/png;base64," + base64.b64encode(content.getvalue()).decode("ascii")
