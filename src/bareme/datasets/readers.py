"""Reads one array from a file of each accepted form, without trust and without proof of its content."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

__all__ = ["READERS", "Array"]

Array = NDArray[np.number]


def _read_npz(path: Path, key: str) -> Array:
    with np.load(path, allow_pickle=False) as archive:
        array: Array = archive[key]
    return array


def _read_npy(path: Path, key: str) -> Array:
    array: Array = np.load(path, allow_pickle=False)
    return array


def _read_idx(path: Path, key: str) -> Array:
    """Reads the format of the original MNIST files, for unsigned bytes.

    Two zero bytes, the code of the type, the number of dimensions, each dimension in four bytes, the values.
    """
    content = gzip.decompress(path.read_bytes())
    return np.frombuffer(content, dtype=np.uint8, offset=4 + 4 * content[3])


def _read_hdf5(path: Path, key: str) -> Array:
    import h5py

    with h5py.File(path, "r") as file:
        array: Array = file[key][()]
    return array


READERS: Mapping[str, Callable[[Path, str], Array]] = {
    ".npz": _read_npz,
    ".npy": _read_npy,
    ".gz": _read_idx,
    ".h5": _read_hdf5,
}
