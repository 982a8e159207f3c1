"""The data sets of the labs: ``(x_train, y_train), (x_test, y_test) = load("mnist")``.

In a sandbox, a student gets what the grader put there; elsewhere, the whole public data set, from the folder
that ``BAREME_DATA`` names, from the user's cache, or downloaded once. A folder may hold ``mnist.npz``, or
in ``mnist/`` either the four arrays as ``.npy`` or the four original ``.gz`` files; ``usps.h5``, or the
``usps.bz2`` and ``usps.t.bz2`` of LIBSVM; and so on for the others.

Importing this takes NumPy and nothing more, since every student's notebook pays for it.
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
    """Returns ``(x_train, y_train), (x_test, y_test)``, arrays of your own that you may change.

    Args:
        name: ``"mnist"`` (28x28, 0 to 255), ``"usps"`` (16x16, 0 to 1), ``"digits"`` (8x8, 0 to 16),
            ``"california_housing"`` (8 features) or ``"boston_housing"`` (13 features).

    Raises:
        DataError: the data set is unknown, not given in this lab, damaged, or cannot be downloaded.
    """
    dataset = find_dataset(name)
    sandbox = os.environ.get("BAREME_SANDBOX_DATA")
    if sandbox:
        return read_sandbox_data(name, Path(sandbox))
    return train_and_test(dataset, read_source(_source(dataset)))


def load_for_grader(name: str, stand_in: str | None) -> GraderData:
    """Returns a data set with a part of its test set held out; never looks at what is in a sandbox.

    Args:
        name: what the student asks for.
        stand_in: the data set that takes its place under this profile, in the same shape, type and range
            of a sample; None for the real one.

    Raises:
        DataError: a data set is unknown, damaged or cannot be downloaded, or cannot stand in for the other.
    """
    find_dataset(name)
    dataset = find_dataset(stand_in or name)
    guise = find_adapter(name, dataset.name)
    return _grader_data(name, guise, _source(dataset))


# Some are kept: validation goes back and forth between assignments and profiles.
@functools.lru_cache(maxsize=4)
def _grader_data(name: str, guise: Adapter, source: Source) -> GraderData:
    return hold_out(name, source.dataset, guise(read_source(source)))


def _source(dataset: Dataset) -> Source:
    return find_source(dataset) or download(dataset)
