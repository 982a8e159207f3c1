"""Draws heat maps as SVG paths; larger errors have larger squares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bareme.results.evidence import WORST_LEVEL, Comparison, Heatmap

__all__ = ["HeatmapDrawing", "draw_heatmap"]

_MAX_SIDE: Final = 22
_MIN_SIDE: Final = 9
_WIDTH: Final = 400
_SHARES: Final = (0.14, 0.45, 0.6, 0.75, 0.9)
"""Side of the square of each level, as a share of its field; a right element is a dot."""


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
    side = max(_MIN_SIDE, min(_MAX_SIDE, _WIDTH // columns))
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
