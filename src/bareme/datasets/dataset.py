"""What the catalogue says of a data set: its arrays, the forms of its files, who publishes it."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from typing import Literal

__all__ = ["ArrayLocation", "ArrayRule", "Dataset", "Publication", "Task"]

Task = Literal["classification", "regression"]


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
class ArrayLocation:
    """Where one array is kept: a file relative to the data folder, and a key where the file has many."""

    file: str
    key: str = ""


@dataclass(frozen=True)
class Publication:
    """A file that can be downloaded."""

    url: str
    digest: str
    """Of the bytes of the file, as its publisher gives it: ``sha256:...`` or ``md5:...``."""
    file: str
    """The name to keep it under, in one of the forms of the data set."""


@dataclass(frozen=True)
class Dataset:
    """One data set of the catalogue.

    ``forms`` lists, the usual one first, where the arrays are in each accepted form; it is empty for
    a data set without files, which ships with ``carrier``. ``test_size`` is the size of the test set to take
    from labelled samples that their publisher did not split. ``held_out`` is how much of the test set stays
    in the grader. The files of all ``publications`` together are one of the forms. ``caveat`` is what a
    lecturer must know before choosing it.
    """

    name: str
    shape: str
    """For people: how many samples of what."""
    licence: str
    arrays: tuple[ArrayRule, ...]
    held_out: int
    forms: tuple[tuple[ArrayLocation, ...], ...] = ()
    test_size: int | None = None
    publications: tuple[Publication, ...] = ()
    task: Task = "classification"
    carrier: str = ""
    caveat: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 over the names, types, shapes and digests of the arrays: the same in any packaging."""
        lines = (f"{rule.name} {rule.dtype} {rule.shape} {rule.sha256}\n" for rule in self.arrays)
        return hashlib.sha256("".join(lines).encode()).hexdigest()
