"""The table of data sets: what each array must be, the forms in which its files come, who publishes it.

An array is known by the SHA-256 of its raw bytes in C order, so the same numbers are recognised in
any packaging. To add a data set that is split by its publisher is to add an entry here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from bareme.errors import DataError

__all__ = ["CATALOGUE", "ArrayRule", "Dataset", "Location", "Publication", "find_dataset"]


@dataclass(frozen=True)
class ArrayRule:
    """What one array of a data set must be."""

    name: str
    shape: tuple[int, ...]
    dtype: str
    sha256: str
    """Of the raw bytes in C order."""

    @property
    def size(self) -> int:
        """The number of values."""
        return math.prod(self.shape)


@dataclass(frozen=True)
class Location:
    """Where one array is kept: a file relative to the data folder, and a key where the file has many."""

    file: str
    key: str = ""


@dataclass(frozen=True)
class Publication:
    """A file that can be downloaded, with the SHA-256 of its bytes."""

    url: str
    sha256: str
    file: str
    """The name to keep it under, one of the forms of the data set."""


@dataclass(frozen=True)
class Dataset:
    """One data set of the catalogue.

    ``forms`` lists, the usual one first, where the arrays are in each accepted form; it is empty for
    a data set that ships with scikit-learn. ``test_size`` is the size of the test set to take from one
    that its publisher did not split. ``held_out`` is how much of the test set stays in the grader.
    """

    name: str
    shape: str
    """For people: how many samples of what."""
    licence: str
    arrays: tuple[ArrayRule, ...]
    held_out: int
    forms: tuple[tuple[Location, ...], ...] = ()
    test_size: int | None = None
    publication: Publication | None = None


def find_dataset(name: str) -> Dataset:
    """Returns the entry of a data set.

    Raises:
        DataError: there is none of that name.
    """
    if name not in CATALOGUE:
        # Late, because the course reader takes longer to import than all of this package.
        from bareme.course import closest

        known = sorted(CATALOGUE)
        raise DataError(
            f"there is no data set {name!r}{closest(str(name), known)}; bareme has {', '.join(known)}."
        )
    return CATALOGUE[name]


MNIST = Dataset(
    name="mnist",
    shape="60,000 + 10,000 images of 28x28 grey levels from 0 to 255",
    licence="LeCun, Cortes and Burges; CC BY-SA 3.0",
    arrays=(
        ArrayRule(
            "x_train",
            (60_000, 28, 28),
            "uint8",
            "741c988805d008ac6e4c904b69001ba184c24b2c540a4ef403f4c71b676cf757",
        ),
        ArrayRule(
            "y_train",
            (60_000,),
            "uint8",
            "1feba77c54802fa5339a11837ea4b2866434b83314ec45192930f1df69120c13",
        ),
        ArrayRule(
            "x_test",
            (10_000, 28, 28),
            "uint8",
            "6d87418db22cc8025d05968bec9bd5c3932904b23485740db143a061a2c9d161",
        ),
        ArrayRule(
            "y_test",
            (10_000,),
            "uint8",
            "ddeff807876a9661a1110d45c266c86239a3a1b7d37da0c3716a7a683c852ff5",
        ),
    ),
    held_out=5_000,
    forms=(
        tuple(Location("mnist.npz", key) for key in ("x_train", "y_train", "x_test", "y_test")),
        tuple(Location(f"mnist/{key}.npy") for key in ("x_train", "y_train", "x_test", "y_test")),
        (
            Location("mnist/train-images-idx3-ubyte.gz"),
            Location("mnist/train-labels-idx1-ubyte.gz"),
            Location("mnist/t10k-images-idx3-ubyte.gz"),
            Location("mnist/t10k-labels-idx1-ubyte.gz"),
        ),
    ),
    # The address and the digest that keras.datasets.mnist names; importing Keras for them takes seconds.
    publication=Publication(
        url="https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz",
        sha256="731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1",
        file="mnist.npz",
    ),
)

USPS = Dataset(
    name="usps",
    shape="7,291 + 2,007 images of 16x16 grey levels from 0 to 1",
    licence='Hull 1994; the split of "The Elements of Statistical Learning"',
    arrays=(
        ArrayRule(
            "x_train",
            (7_291, 16, 16),
            "float32",
            "a5facc7dea2dff335ea771cee5ea1179d90a25b307fe51fffd03293786c4913a",
        ),
        ArrayRule(
            "y_train",
            (7_291,),
            "int32",
            "c96db53b5cb6c786fc6ba2b46a2c5270bf6b9af27a13a9dff6b627ea13c91a1f",
        ),
        ArrayRule(
            "x_test",
            (2_007, 16, 16),
            "float32",
            "a13227ce51400bfd1f9dff0d4c8eafdf8692958514ac093db43bf6981eea73cb",
        ),
        ArrayRule(
            "y_test",
            (2_007,),
            "int32",
            "8a3e7a1455ece2ae910c30079fad239db6a2b9b8a3fcc94fad738a5888211f63",
        ),
    ),
    held_out=1_003,
    forms=(
        (
            Location("usps.h5", "train/data"),
            Location("usps.h5", "train/target"),
            Location("usps.h5", "test/data"),
            Location("usps.h5", "test/target"),
        ),
        tuple(Location(f"usps/{key}.npy") for key in ("x_train", "y_train", "x_test", "y_test")),
    ),
)

DIGITS = Dataset(
    name="digits",
    shape="1,197 + 600 images of 8x8 grey levels from 0 to 16",
    licence="Alpaydin and Kaynak 1998, as distributed with scikit-learn; CC BY 4.0",
    arrays=(
        ArrayRule(
            "x",
            (1_797, 8, 8),
            "uint8",
            "8f26b2bd9d135c256808f68f14fdabddde6d9c7f869ae419704b051f0f14b3b3",
        ),
        ArrayRule(
            "y",
            (1_797,),
            "uint8",
            "8ba4f891220f5e4c9c819638d1602d74b83618f167043c6da52a2a247841ddf0",
        ),
    ),
    held_out=300,
    test_size=600,
)

CATALOGUE = {dataset.name: dataset for dataset in (MNIST, USPS, DIGITS)}
