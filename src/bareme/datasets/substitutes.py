"""What ships offline in the guise of another data set, for the profile ``mini``.

The 8x8 images are enlarged in integer arithmetic, so every machine gets the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from bareme.datasets.readers import RawArray
from bareme.errors import DataError
from bareme.i18n.messages import concat, msg

__all__ = ["Adapter", "enlarge", "find_adapter"]

Adapter = Callable[[Mapping[str, RawArray]], Mapping[str, RawArray]]

LEVELS = 16  # the brightest value in the digits


def find_adapter(name: str, stand_in: str) -> Adapter:
    """Returns what gives one data set the image size, type and range of another.

    It turns arrays ``x`` and ``y`` into new ones of the same names; a data set is its own guise.

    Raises:
        DataError: nothing says how that data set can stand in for this one.
    """
    if name == stand_in:
        return _as_is
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
    """Enlarges square images by bilinear interpolation, pixel centres aligned, edges repeated.

    Args:
        images: integers of shape (N, n, n), with n below ``size``.
        size: the width and height wanted.

    Returns:
        Shape (N, size, size): the interpolated values times ``(2 * size) ** 2``, which are whole numbers.
    """
    small = images.shape[1]
    # The centre of pixel i lies at (i + 1/2) * small / size - 1/2; here in units of 1 / (2 * size).
    unit = 2 * size
    centres = np.clip((2 * np.arange(size) + 1) * small - size, 0, (small - 1) * unit)
    left, weight = np.divmod(centres, unit)
    rows = np.arange(size)
    weights = np.zeros((size, small), dtype=np.int64)
    weights[rows, left] = unit - weight
    # The last column has no neighbour on its right, and gives it no weight.
    weights[rows, np.minimum(left + 1, small - 1)] += weight
    return weights @ images.astype(np.int64) @ weights.T


def _as_is(arrays: Mapping[str, RawArray]) -> Mapping[str, RawArray]:
    return arrays


def _as_mnist(arrays: Mapping[str, RawArray]) -> dict[str, RawArray]:
    """As in MNIST, the digit fills a square of 20x20 pixels in the middle of 28x28, in 0 to 255."""
    scale = LEVELS * (2 * 20) ** 2
    images = (enlarge(arrays["x"], 20) * 255 + scale // 2) // scale
    padded = np.pad(images, ((0, 0), (4, 4), (4, 4)))
    return {"x": padded.astype(np.uint8), "y": arrays["y"].astype(np.uint8)}


def _as_usps(arrays: Mapping[str, RawArray]) -> dict[str, RawArray]:
    scale = LEVELS * (2 * 16) ** 2
    return {"x": (enlarge(arrays["x"], 16) / scale).astype(np.float32), "y": arrays["y"].astype(np.int32)}


ADAPTERS: Mapping[tuple[str, str], Adapter] = {
    ("digits", "mnist"): _as_mnist,
    ("digits", "usps"): _as_usps,
    ("synthetic_california", "california_housing"): _as_is,
    ("synthetic_boston", "boston_housing"): _as_is,
}
