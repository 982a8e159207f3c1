"""Converts offline data sets to substitutes, for the profile ``mini``.

The 8x8 images are enlarged in integer arithmetic, so every machine gets the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from bareme.datasets.dataset import RawArray
from bareme.errors import DataError
from bareme.i18n.messages import concat, msg

__all__ = ["Adapter", "enlarge", "find_adapter"]

Adapter = Callable[[Mapping[str, RawArray]], Mapping[str, RawArray]]
"""A function from arrays ``x`` and ``y`` to new ones of the same names."""

MAX_GREY = 16
"""The brightest value in the digits."""


def find_adapter(name: str, stand_in: str) -> Adapter:
    """Returns the function that converts one data set to another.

    The samples get the shape, type and range of the other.

    Raises:
        DataError: there is no such function for this pair.
    """
    if name == stand_in:
        return _keep_arrays
    if (stand_in, name) not in ADAPTERS:
        pairs = concat(
            ", ", (msg("%(small)s for %(large)s", small=one, large=other) for one, other in ADAPTERS)
        )
        raise DataError(
            msg(
                "the data set %(stand_in)s cannot stand in for %(name)s; the pairs that bareme knows "
                "are %(pairs)s: correct [data] in assignment.toml.",
                stand_in=repr(stand_in),
                name=repr(name),
                pairs=pairs,
            )
        )
    return ADAPTERS[stand_in, name]


def enlarge(images: RawArray, size: int) -> NDArray[np.int64]:
    """Enlarges square images by bilinear interpolation.

    Pixel centres are aligned, and edges are repeated.

    Args:
        images: integers of shape (N, n, n), with n below ``size``.
        size: the new width and height.

    Returns:
        Shape (N, size, size): the interpolated values times ``(2 * size) ** 2``, which are integers.
    """
    small = images.shape[1]
    # The centre of pixel i is at (i + 1/2) * small / size - 1/2; here in units of 1 / (2 * size).
    unit = 2 * size
    centres = np.clip((2 * np.arange(size) + 1) * small - size, 0, (small - 1) * unit)
    left, weight = np.divmod(centres, unit)
    rows = np.arange(size)
    weights = np.zeros((size, small), dtype=np.int64)
    weights[rows, left] = unit - weight
    # The last column has no right neighbour; the weight added here is zero.
    weights[rows, np.minimum(left + 1, small - 1)] += weight
    return weights @ images.astype(np.int64) @ weights.T


def _keep_arrays(arrays: Mapping[str, RawArray]) -> Mapping[str, RawArray]:
    return arrays


def _convert_to_mnist(arrays: Mapping[str, RawArray]) -> dict[str, RawArray]:
    """Converts digits to 28x28 images with margins of 4 pixels, like MNIST."""
    scale = MAX_GREY * (2 * 20) ** 2
    images = (enlarge(arrays["x"], 20) * 255 + scale // 2) // scale
    padded = np.pad(images, ((0, 0), (4, 4), (4, 4)))
    return {"x": padded.astype(np.uint8), "y": arrays["y"].astype(np.uint8)}


def _convert_to_usps(arrays: Mapping[str, RawArray]) -> dict[str, RawArray]:
    scale = MAX_GREY * (2 * 16) ** 2
    return {"x": (enlarge(arrays["x"], 16) / scale).astype(np.float32), "y": arrays["y"].astype(np.int32)}


ADAPTERS: Mapping[tuple[str, str], Adapter] = {
    ("digits", "mnist"): _convert_to_mnist,
    ("digits", "usps"): _convert_to_usps,
    ("synthetic_california", "california_housing"): _keep_arrays,
    ("synthetic_boston", "boston_housing"): _keep_arrays,
}
