"""Which samples are for training, for testing in sight, and held out in the grader.

The order in which samples are drawn is that of a hash of their position, so it can change with no
version of NumPy and no machine. Tables for regression are split as Keras splits them.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bareme.datasets.dataset import Dataset
from bareme.datasets.readers import RawArray

__all__ = ["GraderData", "Split", "data_digest", "hold_out", "split_by_class", "train_and_test"]

VISIBLE_ARRAYS = ("x_train", "y_train", "x_test", "y_test")
KERAS_SEED, KERAS_TEST_SHARE = 113, 0.2
STRATA = 10

Split = tuple[tuple[RawArray, RawArray], tuple[RawArray, RawArray]]
"""``(x_train, y_train), (x_test, y_test)``, as Keras gives it."""


@dataclass(frozen=True, eq=False)
class GraderData:
    """A data set as the grader sees it, in read-only arrays.

    ``name`` is what the student asks for. The test set is in two parts: the visible one, which is in the
    sandbox, and the held-out one, which never leaves the grader. Where the publisher gives one table, which
    is split here, ``positions`` says which rows of it ``x_train`` and then ``x_test`` are.
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

    The publisher's split where there is one. A table for regression is shuffled and split as Keras does it by
    default; of other samples, which keep their order, ``test_size`` are drawn class by class.
    """
    if "x_train" in arrays:
        return (arrays["x_train"], arrays["y_train"]), (arrays["x_test"], arrays["y_test"])
    x, y = arrays["x"], arrays["y"]
    train, test = _positions(dataset, y)
    return (x[train], y[train]), (x[test], y[test])


def hold_out(name: str, dataset: Dataset, arrays: Mapping[str, RawArray]) -> GraderData:
    """Returns the data for the grader, a part of the test set held out; samples keep their order.

    Of the numbers that regression is about, each tenth gives its share.

    Args:
        name: what the student asks for; not the name of the data set where that one stands in.
        dataset: says how the samples are split, and how many are held out.
        arrays: as the publisher gives them.
    """
    (x_train, y_train), (x_test, y_test) = train_and_test(dataset, arrays)
    strata = _tenths(y_test) if dataset.task == "regression" else y_test
    held = split_by_class(strata, dataset.held_out, f"{dataset.name} held-out")
    positions = None
    if "x" in arrays:
        train, test = _positions(dataset, arrays["y"])
        positions = np.concatenate([train, test[~held]])
    return GraderData(
        name, x_train, y_train, x_test[~held], y_test[~held], x_test[held], y_test[held], positions
    )


def split_like_keras(rows: int, test_share: float, seed: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Returns which rows ``keras.datasets`` takes from a table for training and for testing, in its order."""
    order = np.arange(rows)
    np.random.RandomState(seed).shuffle(order)
    split = int(rows * (1 - test_share))
    return order[:split], order[split:]


def _positions(dataset: Dataset, y: RawArray) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    if dataset.test_size is None:
        return split_like_keras(len(y), KERAS_TEST_SHARE, KERAS_SEED)
    test = split_by_class(y, dataset.test_size, f"{dataset.name} test")
    return np.flatnonzero(~test), np.flatnonzero(test)


def _tenths(y: RawArray) -> NDArray[np.int64]:
    """Returns for each number which tenth of them it is in, from 0 for the smallest."""
    ranks = np.empty(len(y), dtype=np.int64)
    ranks[np.argsort(y, kind="stable")] = np.arange(len(y))
    return ranks * STRATA // len(y)


def split_by_class(labels: RawArray, count: int, key: str) -> NDArray[np.bool_]:
    """Returns a mask, of the shape of the labels, that is true for exactly ``count`` samples.

    Samples are ordered by class, then by the SHA-256 of ``"<key>:<position>"``, and drawn at regular steps
    along that order, so each class gives its share to within one sample.
    """
    classes = labels.tolist()
    hashes = [hashlib.sha256(f"{key}:{i}".encode()).digest() for i in range(len(classes))]
    order = sorted(range(len(classes)), key=lambda i: (classes[i], hashes[i]))
    total = len(order)
    drawn = [i for rank, i in enumerate(order) if (rank + 1) * count // total > rank * count // total]
    mask = np.zeros(total, dtype=np.bool_)
    mask[drawn] = True
    return mask


# A batch asks for it once per submission, and hashing MNIST takes longer than many submissions.
@functools.lru_cache(maxsize=4)
def data_digest(data: GraderData) -> str:
    """Returns the SHA-256 over the name and all six arrays: their names, types, shapes and values."""
    digest = hashlib.sha256(f"{data.name}\n".encode())
    for name, array in data.arrays().items():
        digest.update(f"{name} {array.dtype.str} {array.shape}\n".encode())
        digest.update(array.data)
    return digest.hexdigest()
