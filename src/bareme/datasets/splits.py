"""Splits samples into training, visible test and held-out test sets.

Samples are drawn in the order of a hash of their position, so the split is the same with every version of
NumPy and on every machine. Tables for regression are split as Keras splits them.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bareme.datasets.dataset import Dataset, RawArray

__all__ = ["GraderData", "Split", "data_digest", "hold_out", "split_by_class", "train_and_test"]

VISIBLE_ARRAYS = ("x_train", "y_train", "x_test", "y_test")
KERAS_SEED, KERAS_TEST_SHARE = 113, 0.2
STRATA = 10

Split = tuple[tuple[RawArray, RawArray], tuple[RawArray, RawArray]]
"""``(x_train, y_train), (x_test, y_test)``, the structure that Keras returns."""


@dataclass(frozen=True, eq=False)
class GraderData:
    """A data set in the grader, in read-only arrays.

    ``name`` is the data set that the student loads. The test set has two parts: the visible one, which is in
    the sandbox, and the held-out one, which never leaves the grader. For a table that is split here,
    ``positions`` holds the row numbers of ``x_train`` followed by those of ``x_test``.
    """

    name: str
    x_train: RawArray
    y_train: RawArray
    x_test: RawArray
    y_test: RawArray
    x_held_out: RawArray
    y_held_out: RawArray
    positions: NDArray[np.int64] | None = None

    def __post_init__(self) -> None:
        for name, array in self.arrays().items():
            view = np.ascontiguousarray(array).view()
            view.flags.writeable = False
            object.__setattr__(self, name, view)

    def arrays(self) -> dict[str, RawArray]:
        """Returns the six arrays by name, in a fixed order."""
        return {name: getattr(self, name) for name in (*VISIBLE_ARRAYS, "x_held_out", "y_held_out")}

    def visible_arrays(self) -> dict[str, RawArray]:
        """Returns the four arrays that a sandbox may hold, by name."""
        return {name: getattr(self, name) for name in VISIBLE_ARRAYS}


def train_and_test(dataset: Dataset, arrays: Mapping[str, RawArray]) -> Split:
    """Returns the training set and the whole test set.

    The publisher's split is used if there is one. Otherwise a table for regression is shuffled and split with
    the defaults of Keras; from labelled samples, ``test_size`` are drawn class by class, and the order stays.
    """
    if "x_train" in arrays:
        return (arrays["x_train"], arrays["y_train"]), (arrays["x_test"], arrays["y_test"])
    x, y = arrays["x"], arrays["y"]
    train, test = _split_positions(dataset, y)
    return (x[train], y[train]), (x[test], y[test])


def hold_out(name: str, dataset: Dataset, arrays: Mapping[str, RawArray]) -> GraderData:
    """Returns the data for the grader, with a held-out part.

    Samples keep their order. For regression, the held-out samples are drawn evenly from each tenth of the
    sorted targets.

    Args:
        name: the data set that the student loads, which differs from ``dataset`` for a substitute.
        dataset: defines the split and the number of held-out samples.
        arrays: the arrays of the publisher.
    """
    (x_train, y_train), (x_test, y_test) = train_and_test(dataset, arrays)
    strata = _find_tenths(y_test) if dataset.task == "regression" else y_test
    held = split_by_class(strata, dataset.held_out, f"{dataset.name} held-out")
    positions = None
    if "x" in arrays:
        train, test = _split_positions(dataset, arrays["y"])
        positions = np.concatenate([train, test[~held]])
    return GraderData(
        name, x_train, y_train, x_test[~held], y_test[~held], x_test[held], y_test[held], positions
    )


def split_like_keras(rows: int, test_share: float, seed: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Returns the training and test rows of a table, split like ``keras.datasets``."""
    order = np.arange(rows)
    np.random.RandomState(seed).shuffle(order)
    split = int(rows * (1 - test_share))
    return order[:split], order[split:]


def _split_positions(dataset: Dataset, y: RawArray) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    if dataset.test_size is None:
        return split_like_keras(len(y), KERAS_TEST_SHARE, KERAS_SEED)
    test = split_by_class(y, dataset.test_size, f"{dataset.name} test")
    return np.flatnonzero(~test), np.flatnonzero(test)


def _find_tenths(y: RawArray) -> NDArray[np.int64]:
    """Returns the tenth of each number, from 0 for the smallest."""
    ranks = np.empty(len(y), dtype=np.int64)
    ranks[np.argsort(y, kind="stable")] = np.arange(len(y))
    return ranks * STRATA // len(y)


def split_by_class(labels: RawArray, count: int, key: str) -> NDArray[np.bool_]:
    """Returns a mask of the labels that is true for ``count`` samples.

    Samples are sorted by class, then by the SHA-256 of ``"<key>:<position>"``, and drawn at regular steps
    along that order, so the count of each class is proportional to within one sample.
    """
    classes = labels.tolist()
    hashes = [hashlib.sha256(f"{key}:{i}".encode()).digest() for i in range(len(classes))]
    order = sorted(range(len(classes)), key=lambda i: (classes[i], hashes[i]))
    total = len(order)
    drawn = [i for rank, i in enumerate(order) if (rank + 1) * count // total > rank * count // total]
    mask = np.zeros(total, dtype=np.bool_)
    mask[drawn] = True
    return mask


# A batch needs the digest once per submission, and hashing MNIST takes longer than grading many of them.
@functools.lru_cache(maxsize=4)
def data_digest(data: GraderData) -> str:
    """Returns the SHA-256 of a data set.

    It covers the name and the names, types, shapes and values of all arrays.
    """
    digest = hashlib.sha256(f"{data.name}\n".encode())
    for name, array in data.arrays().items():
        digest.update(f"{name} {array.dtype.str} {array.shape}\n".encode())
        digest.update(array.data)
    return digest.hexdigest()
