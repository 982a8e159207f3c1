"""Statistics of the grades of a class."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bareme.results.result import Result

__all__ = ["Bin", "ClassNumbers", "class_numbers"]

_BINS = 10


@dataclass(frozen=True)
class Bin:
    """The number of grades in [low, high); the last bin includes high."""

    low: float
    high: float
    count: int


@dataclass(frozen=True)
class ClassNumbers:
    """The numbers at the head of a class report.

    ``mean`` and ``median`` are ranges while grades are provisional, and None if there is no grade. The bins
    count the lower bounds: what nobody can lose any more.
    """

    submissions: int
    graded: int
    undetermined: int
    unreadable: int
    missing: int
    provisional: int
    mean: tuple[float, float] | None
    median: tuple[float, float] | None
    bins: tuple[Bin, ...]


def class_numbers(results: Sequence[Result]) -> ClassNumbers:
    """Counts and averages a class that is not empty."""
    ranges = [result.grade_range for result in results if result.grade is not None]
    lows, highs = [low for low, _ in ranges], [high for _, high in ranges]
    counts = Counter(result.status for result in results)
    return ClassNumbers(
        submissions=len(results),
        graded=counts["graded"],
        undetermined=counts["undetermined"],
        unreadable=counts["unreadable"],
        missing=counts["missing"],
        provisional=sum(result.pending > 0 for result in results),
        mean=(statistics.fmean(lows), statistics.fmean(highs)) if ranges else None,
        median=(statistics.median(lows), statistics.median(highs)) if ranges else None,
        bins=_bins(lows, results[0].scale),
    )


def _bins(grades: Sequence[float], scale: float) -> tuple[Bin, ...]:
    width = scale / _BINS
    counts = Counter(min(_BINS - 1, max(0, int(grade / width))) for grade in grades)
    return tuple(Bin(k * width, (k + 1) * width, counts[k]) for k in range(_BINS))
