"""Which samples are for training, for testing in sight, and held out in the grader.

The order in which samples are drawn is that of a hash of their position, so it can change with no
version of NumPy and no machine.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bareme.datasets.catalogue import Dataset
from bareme.datasets.readers import Array

__all__ = ["GraderData", "Split", "data_digest", "hold_out", "split_by_class", "train_and_test"]

Split = tuple[tuple[Array, Array], tuple[Array, Array]]
"""``(x_train, y_train), (x_test, y_test)``, as Keras gives it."""


@dataclass(frozen=True, eq=False)
class GraderData:
    """A data set as the grader sees it, in read-only arrays.

    ``name`` is what the student asks for. The test set is in two parts: the visible one, which is in the
    room, and the held-out one, which never leaves the grader.
    """

    name: str
    x_train: Array
    y_train: Array
    x_test: Array
    y_test: Array
    x_held_out: Array
    y_held_out: Array

    def __post_init__(self) -> None:
        for name, array in self.arrays().items():
            view = np.ascontiguousarray(array).view()
            view.flags.writeable = False
            object.__setattr__(self, name, view)

    def arrays(self) -> dict[str, Array]:
        """Returns the six arrays by name, in a fixed order."""
        names = [field.name for field in dataclasses.fields(self) if field.name != "name"]
        return {name: getattr(self, name) for name in names}

    def visible_arrays(self) -> dict[str, Array]:
        """Returns the four arrays that a room may hold, by name."""
        return {name: self.arrays()[name] for name in ("x_train", "y_train", "x_test", "y_test")}


def train_and_test(dataset: Dataset, arrays: Mapping[str, Array]) -> Split:
    """Returns the training set and the whole test set.

    The publisher's split where there is one; else ``test_size`` samples, drawn class by class, are the
    test set. Samples keep their order.
    """
    if dataset.test_size is None:
        return (arrays["x_train"], arrays["y_train"]), (arrays["x_test"], arrays["y_test"])
    x, y = arrays["x"], arrays["y"]
    test = split_by_class(y, dataset.test_size, f"{dataset.name} test")
    return (x[~test], y[~test]), (x[test], y[test])


def hold_out(name: str, dataset: Dataset, split: Split) -> GraderData:
    """Returns the data for the grader, a part of the test set held out; samples keep their order.

    Args:
        name: what the student asks for; not the name of the data set where that one stands in.
        dataset: says how many samples are held out.
        split: the training set and the whole test set.
    """
    (x_train, y_train), (x_test, y_test) = split
    held = split_by_class(y_test, dataset.held_out, f"{dataset.name} held-out")
    return GraderData(name, x_train, y_train, x_test[~held], y_test[~held], x_test[held], y_test[held])


def split_by_class(labels: Array, count: int, key: str) -> NDArray[np.bool_]:
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
@functools.lru_cache(maxsize=2)
def data_digest(data: GraderData) -> str:
    """Returns the SHA-256 over the name and all six arrays: their names, types, shapes and values."""
    digest = hashlib.sha256(f"{data.name}\n".encode())
    for name, array in data.arrays().items():
        digest.update(f"{name} {array.dtype.str} {array.shape}\n".encode())
        digest.update(array.data)
    return digest.hexdigest()
