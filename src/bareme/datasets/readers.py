"""Readers of one array for each accepted file format; the caller verifies the content."""

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
    """Reads the IDX format of the original MNIST files, for unsigned bytes.

    The file holds two zero bytes, the type code, the number of dimensions, four bytes for each dimension, and
    the values.
    """
    content = gzip.decompress(path.read_bytes())
    return np.frombuffer(content, dtype=np.uint8, offset=4 + 4 * content[3])


def _read_hdf5(path: Path, key: str) -> RawArray:
    import h5py

    with h5py.File(path, "r") as file:
        array: RawArray = file[key][()]
    return array


def _read_libsvm(path: Path, key: str) -> RawArray:
    """Reads USPS from the files of LIBSVM.

    Labels are 1 for the digit 0; values range from -1 to 1 with 3 decimals.

    Returns:
        The digits for the key ``target``, otherwise the grey levels from 0 to 1. They are computed in
        float32, since the last bits in the HDF5 form come from float32 arithmetic.
    """
    if key == "target":
        with bz2.open(path) as lines:
            return np.array([int(line.split(maxsplit=1)[0]) - 1 for line in lines])
    from sklearn.datasets import load_svmlight_file

    # The format omits zeros, so the number of columns must be given.
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
