"""Finds given images in a figure, shown singly or in a montage."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["count_found", "image_stack"]

ImageArray = NDArray[np.float32]

_MAX_GAP = 4
"""Pixels between the images of a montage, and before the first one."""
_MAX_TILES = 5000
_TOLERANCE = 0.02
"""Largest root mean square difference of two equal images with values in [0, 1]."""


def image_stack(images: NDArray[np.generic]) -> NDArray[np.generic]:
    """Returns images as an array of shape (N, height, width).

    Args:
        images: shape (N, height, width), (N, height, width, 1), or flat, (N, side * side).

    Raises:
        ValueError: they have another shape.
    """
    side = math.isqrt(images.shape[1]) if images.ndim == 2 else 0
    if images.ndim == 2 and side * side == images.shape[1]:
        images = images.reshape(-1, side, side)
    elif images.ndim == 4 and images.shape[3] == 1:
        images = images[..., 0]
    if images.ndim != 3 or not images.size or images.dtype.kind not in "biuf":
        raise ValueError(f"images have the shape (N, height, width), not {images.shape}")
    return images


def count_found(shown: Sequence[NDArray[np.float64]], wanted: NDArray[np.generic]) -> int:
    """Counts the wanted images that are shown.

    They match in any order, and with any scale and sign of the grey levels.

    Args:
        shown: arrays of shape (height, width), each of any size.
        wanted: shape (N, height, width).
    """
    targets = _normalised(wanted)
    best = 0
    for tiles in _candidates(shown, *wanted.shape[1:]):
        best = max(best, int(_is_among(targets, _normalised(tiles)).sum()))
        if best == len(targets):
            break
    return best


def _candidates(
    shown: Sequence[NDArray[np.float64]], height: int, width: int
) -> Iterator[NDArray[np.float64]]:
    """Yields stacks of images: single ones, then the tiles of each montage."""
    alone = [image for image in shown if image.shape == (height, width)]
    if alone:
        yield np.stack(alone)
    for montage in shown:
        if montage.shape == (height, width):
            continue
        for gap in range(_MAX_GAP + 1):
            # A border before the first image may be narrower than the gap between two.
            for start in range(gap + 1):
                rows = (montage.shape[0] - start + gap) // (height + gap)
                columns = (montage.shape[1] - start + gap) // (width + gap)
                if 0 < rows * columns <= _MAX_TILES and rows > 0:
                    yield _cut(montage[start:, start:], (rows, columns), (height, width), gap)


def _cut(
    montage: NDArray[np.float64], grid: tuple[int, int], size: tuple[int, int], gap: int
) -> NDArray[np.float64]:
    """Cuts a montage into its images; the first begins in its corner."""
    steps = size[0] + gap, size[1] + gap
    padding = [(0, max(0, grid[axis] * steps[axis] - montage.shape[axis])) for axis in (0, 1)]
    whole = np.pad(montage, padding)[: grid[0] * steps[0], : grid[1] * steps[1]]
    tiles = whole.reshape(grid[0], steps[0], grid[1], steps[1]).swapaxes(1, 2)
    return tiles[:, :, : size[0], : size[1]].reshape(-1, *size)


def _normalised(images: NDArray[np.generic]) -> ImageArray:
    """Scales images to rows in [0, 1]; one grey level becomes 0."""
    rows = np.nan_to_num(images.reshape(len(images), -1).astype(np.float64))
    rows = rows - rows.min(axis=1, keepdims=True)
    highest = rows.max(axis=1, keepdims=True)
    scaled: ImageArray = (rows / np.where(highest > 0, highest, 1)).astype(np.float32)
    return scaled


def _is_among(targets: ImageArray, tiles: ImageArray) -> NDArray[np.bool_]:
    """Returns for each target if it, or its negative, is a tile."""
    allowed = targets.shape[1] * _TOLERANCE**2
    found = np.zeros(len(targets), np.bool_)
    # Black on white shows the same image as white on black.
    for version in (tiles, 1 - tiles):
        products = targets @ version.T
        # |a - b|^2 = |a|^2 + |b|^2 - 2 ab: one product of matrices, and no array of all differences.
        squares = (targets**2).sum(axis=1)[:, None] + (version**2).sum(axis=1) - 2 * products
        found |= (squares <= allowed).any(axis=1)
    return found
