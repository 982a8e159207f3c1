"""Records measured values beside their thresholds, for calibration.

A value on held-out labels is for the author of a course only. So it is kept in the memory of the grader, and
only while it is collected: no result and no page ever has it.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

__all__ = [
    "Measurement",
    "begin_check",
    "collect_measurements",
    "compute_binomial_error",
    "record_measurement",
]


@dataclass(frozen=True)
class Measurement:
    """One value that has to reach a threshold."""

    quantity: str
    """Its name, for example "accuracy"."""
    value: float
    threshold: float
    samples: int
    """The number of samples that it was measured on."""
    error: float
    """The standard error from the choice of these samples alone; above 0."""


@dataclass
class _Collection:
    measurements: dict[str, list[Measurement]] = field(default_factory=dict)
    check: str = ""


_collection: ContextVar[_Collection | None] = ContextVar("collection", default=None)


@contextlib.contextmanager
def collect_measurements() -> Iterator[dict[str, list[Measurement]]]:
    """Yields the measurements recorded in this context, by check and in order."""
    collection = _Collection()
    token = _collection.set(collection)
    try:
        yield collection.measurements
    finally:
        _collection.reset(token)


def begin_check(check: str) -> None:
    """Sets the check to which the next measurements belong."""
    collection = _collection.get()
    if collection is not None:
        collection.check = check


def record_measurement(measurement: Measurement) -> None:
    """Records a measurement before it is judged. No-op outside ``collect_measurements``."""
    collection = _collection.get()
    if collection is not None:
        collection.measurements.setdefault(collection.check, []).append(measurement)


def compute_binomial_error(right: ArrayLike, of: ArrayLike) -> float:
    """Returns the standard error of the mean of independent binomial shares.

    The variance of a share p of n samples is p (1 - p) / n. Two right and two wrong samples are
    added first, in equal parts to all shares, or a sample without errors would count as certain:
    A. Agresti and B. A. Coull, The American Statistician 52, 1998, pages 119 to 126, for one share;
    R. M. Price and D. G. Bonett, Computational Statistics & Data Analysis 45, 2004, pages 449 to 456,
    for several.

    Args:
        right: the number of right samples for each share; a number or shape (C,).
        of: the number of samples for each share, of the same shape, each at least 1.
    """
    hits, sizes = np.atleast_1d(np.asarray(right, np.float64)), np.atleast_1d(np.asarray(of, np.float64))
    sizes_with = sizes + 4 / sizes.size
    shares = (hits + 2 / sizes.size) / sizes_with
    return math.sqrt(float((shares * (1 - shares) / sizes_with).sum())) / sizes.size
