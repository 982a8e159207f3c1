"""Reads one array from a file of each accepted form, without trust and without proof of its content."""

from __future__ import annotations

import bz2
import gzip
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

__all__ = ["READERS", "RawArray"]

RawArray = NDArray[np.number]


def _read_npz(path: Path, key: str) -> RawArray:
    with np.load(path, allow_pickle=False) as archive:
        array: RawArray = archive[key]
    return array


def _read_npy(path: Path, key: str) -> RawArray:
    array: RawArray = np.load(path, allow_pickle=False)
    return array


def _read_idx(path: Path, key: str) -> RawArray:
    """Reads the format of the original MNIST files, for unsigned bytes.

    Two zero bytes, the code of the type, the number of dimensions, each dimension in four bytes, the values.
    """
    content = gzip.decompress(path.read_bytes())
    return np.frombuffer(content, dtype=np.uint8, offset=4 + 4 * content[3])


def _read_hdf5(path: Path, key: str) -> RawArray:
    import h5py

    with h5py.File(path, "r") as file:
        array: RawArray = file[key][()]
    return array


def _read_libsvm(path: Path, key: str) -> RawArray:
    """Reads USPS as LIBSVM publishes it: labels from 1 for the digit 0, values from -1 to 1 with 3 decimals.

    Returns:
        For ``target``, the digits; else the grey levels from 0 to 1, computed in float32 like those of the
        HDF5 form, whose last bits depend on it.
    """
    if key == "target":
        with bz2.open(path) as lines:
            return np.array([int(line.split(maxsplit=1)[0]) - 1 for line in lines])
    from sklearn.datasets import load_svmlight_file

    # Values that are 0 are left out of the file.
    values = load_svmlight_file(str(path), n_features=256)[0].toarray().astype(np.float32)
    grey: RawArray = (values + np.float32(1)) / np.float32(2)
    return grey


READERS: Mapping[str, Callable[[Path, str], RawArray]] = {
    ".npz": _read_npz,
    ".npy": _read_npy,
    ".gz": _read_idx,
    ".bz2": _read_libsvm,
    ".h5": _read_hdf5,
}
