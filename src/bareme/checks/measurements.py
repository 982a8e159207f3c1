"""What a submission reaches where a check demands a threshold, for those who calibrate the threshold.

What is reached on held-out labels is for the author of a course. So it is kept in the memory of the
grader, and only while somebody records it: no result and no page ever has it.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

__all__ = ["Measurement", "announce", "begin_check", "record", "share_error"]


@dataclass(frozen=True)
class Measurement:
    """One value that has to reach a threshold."""

    quantity: str
    """Its name, such as "accuracy"."""
    value: float
    threshold: float
    samples: int
    """On how many samples it was measured."""
    error: float
    """The standard error that the choice of these samples alone gives it; above 0."""


@dataclass
class _Recording:
    measured: dict[str, list[Measurement]] = field(default_factory=dict)
    check: str = ""


_recording: ContextVar[_Recording | None] = ContextVar("recording", default=None)


@contextlib.contextmanager
def record() -> Iterator[dict[str, list[Measurement]]]:
    """Yields what is announced in this context, by check and in order."""
    recording = _Recording()
    token = _recording.set(recording)
    try:
        yield recording.measured
    finally:
        _recording.reset(token)


def begin_check(check: str) -> None:
    """Says which check announces from now on."""
    recording = _recording.get()
    if recording is not None:
        recording.check = check


def announce(measurement: Measurement) -> None:
    """Tells what a check measured, before it judges; nobody listens unless it is recorded."""
    recording = _recording.get()
    if recording is not None:
        recording.measured.setdefault(recording.check, []).append(measurement)


def share_error(right: ArrayLike, of: ArrayLike) -> float:
    """Returns the standard error of the mean of some shares, each of a binomial sample of its own.

    The variance of a share p of n samples is p (1 - p) / n. Two right and two wrong samples are
    added first, in equal parts to all shares, or a sample without errors would count as certain:
    A. Agresti and B. A. Coull, The American Statistician 52, 1998, pages 119 to 126, for one share;
    R. M. Price and D. G. Bonett, Computational Statistics & Data Analysis 45, 2004, pages 449 to 456,
    for several.

    Args:
        right: how many samples are right, for each share; a number or shape (C,).
        of: how many samples there are, of the same shape, each at least 1.
    """
    hits, sizes = np.atleast_1d(np.asarray(right, np.float64)), np.atleast_1d(np.asarray(of, np.float64))
    sizes_with = sizes + 4 / sizes.size
    shares = (hits + 2 / sizes.size) / sizes_with
    return math.sqrt(float((shares * (1 - shares) / sizes_with).sum())) / sizes.size
