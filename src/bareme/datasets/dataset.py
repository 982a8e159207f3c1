"""The types of a catalogue entry: arrays, forms of files, publications."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

__all__ = ["ArrayLocation", "ArrayRule", "Dataset", "Publication", "RawArray", "Task"]

RawArray = NDArray[np.number]

Task = Literal["classification", "regression"]


@dataclass(frozen=True)
class ArrayRule:
    """The name, shape, type and digest that an array must have."""

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
class ArrayLocation:
    """The file of an array and its key.

    The file is relative to the data folder. The key is empty if the file holds one array.
    """

    file: str
    key: str = ""


@dataclass(frozen=True)
class Publication:
    """A file that can be downloaded."""

    url: str
    digest: str
    """Digest of the file as its publisher gives it: ``sha256:...`` or ``md5:...``."""
    file: str
    """The name of the file in the cache; it belongs to one of the forms of the data set."""


@dataclass(frozen=True)
class Dataset:
    """One data set of the catalogue.

    Attributes:
        arrays: the rules that its arrays must satisfy.
        held_out: the number of test samples that stay in the grader.
        forms: for each accepted form, the usual one first, where each array is. Empty for a data set
            without files.
        test_size: the size of the test set, for labelled samples that their publisher did not split.
        publications: the files to download; together they are one of the forms.
        package: the package that contains a data set without files.
        caveat: a warning to lecturers who consider the data set.
    """

    name: str
    shape: str
    """Describes the samples for people."""
    licence: str
    arrays: tuple[ArrayRule, ...]
    held_out: int
    forms: tuple[tuple[ArrayLocation, ...], ...] = ()
    test_size: int | None = None
    publications: tuple[Publication, ...] = ()
    task: Task = "classification"
    package: str = ""
    caveat: str = ""

    @property
    def digest(self) -> str:
        """Identifies the content in any packaging.

        It is the SHA-256 over the names, types, shapes and digests of the arrays.
        """
        lines = (f"{rule.name} {rule.dtype} {rule.shape} {rule.sha256}\n" for rule in self.arrays)
        return hashlib.sha256("".join(lines).encode()).hexdigest()
