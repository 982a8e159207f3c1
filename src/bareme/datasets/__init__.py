"""Data sets with digests, splits and a held-out part.

``(x_train, y_train), (x_test, y_test) = load("mnist")`` reads the data that the grader put in the sandbox.
Outside a sandbox it reads the whole public data set: from the folder named by ``BAREME_DATA``, from the
user's cache, or from its publisher, downloaded once. A folder may hold ``mnist.npz``, or a folder ``mnist/``
with the four arrays as ``.npy`` or the four original ``.gz`` files; ``usps.h5``, or ``usps.bz2`` and
``usps.t.bz2`` of LIBSVM; the catalogue lists the forms of the others.

This package imports no library but NumPy, since every student's notebook imports it.
"""

from __future__ import annotations

import functools
import os
from pathlib import Path

from bareme.datasets.catalogue import find_dataset
from bareme.datasets.dataset import Dataset
from bareme.datasets.download import download, fetch
from bareme.datasets.sandbox_data import read_sandbox_data, write_sandbox_data
from bareme.datasets.sources import Source, find_source, read_source
from bareme.datasets.splits import GraderData, Split, data_digest, hold_out, train_and_test
from bareme.datasets.status import DatasetStatus, status
from bareme.datasets.substitutes import Adapter, find_adapter

__all__ = [
    "DatasetStatus",
    "GraderData",
    "data_digest",
    "fetch",
    "load",
    "load_for_grader",
    "status",
    "write_sandbox_data",
]


def load(name: str) -> Split:
    """Returns ``(x_train, y_train), (x_test, y_test)`` as writable arrays.

    Args:
        name: ``"mnist"`` (28x28, 0 to 255), ``"usps"`` (16x16, 0 to 1), ``"digits"`` (8x8, 0 to 16),
            ``"california_housing"`` (8 features) or ``"boston_housing"`` (13 features).

    Raises:
        DataError: the data set is unknown, not part of this lab, damaged, or cannot be downloaded.
    """
    dataset = find_dataset(name)
    sandbox = os.environ.get("BAREME_SANDBOX_DATA")
    if sandbox:
        return read_sandbox_data(name, Path(sandbox))
    return train_and_test(dataset, read_source(_get_source(dataset)))


def load_for_grader(name: str, stand_in: str | None) -> GraderData:
    """Returns a data set with a held-out part of its test set.

    It never reads the data folder of a sandbox.

    Args:
        name: the data set that the student loads.
        stand_in: the data set that replaces it under this profile, converted to samples of the same shape,
            type and range; None for the real one.

    Raises:
        DataError: a data set is unknown, damaged or cannot be downloaded, or cannot stand in for the other.
    """
    find_dataset(name)
    dataset = find_dataset(stand_in or name)
    adapter = find_adapter(name, dataset.name)
    return _load_grader_data(name, adapter, _get_source(dataset))


# More than one entry: validation alternates between assignments and profiles.
@functools.lru_cache(maxsize=4)
def _load_grader_data(name: str, adapter: Adapter, source: Source) -> GraderData:
    return hold_out(name, source.dataset, adapter(read_source(source)))


def _get_source(dataset: Dataset) -> Source:
    return find_source(dataset) or download(dataset)
