"""Numbers about a class: how grades spread, and what each check found."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bareme.errors import InputError
from bareme.feedback.advice import broken_cells
from bareme.results import Result, Visibility

__all__ = ["Bin", "CheckItem", "ClassNumbers", "class_numbers", "in_order", "items", "look_at_first"]

_BINS = 10


@dataclass(frozen=True)
class Bin:
    """A bar of the histogram: how many grades lie in [low, high), the last bin including its end."""

    low: float
    high: float
    count: int


@dataclass(frozen=True)
class ClassNumbers:
    """The figures at the head of a class report; mean and median are None without a single grade."""

    submissions: int
    graded: int
    undetermined: int
    provisional: int
    mean: float | None
    median: float | None
    bins: tuple[Bin, ...]


@dataclass(frozen=True)
class CheckItem:
    """What one check found in a class: ``rate`` is the part that passed of those that were decided."""

    id: str
    exercise: str
    title: str
    visibility: Visibility
    counts: Counter[str]
    rate: float | None
    mistakes: tuple[tuple[str, int], ...]


def in_order(results: Sequence[Result]) -> tuple[Result, ...]:
    """Returns the results of a class by student id.

    Raises:
        InputError: there are none, or they are of several assignments.
    """
    slugs = sorted({result.assignment for result in results})
    if not slugs:
        raise InputError("there is no result to report on; grade a folder of submissions first.")
    if len(slugs) > 1:
        raise InputError(
            f"the results are of several assignments ({', '.join(slugs)}); report on one at a time."
        )
    return tuple(sorted(results, key=lambda result: result.student.id))


def class_numbers(results: Sequence[Result]) -> ClassNumbers:
    """Counts and averages a class that is not empty."""
    grades = [result.grade for result in results if result.grade is not None]
    undetermined = sum(result.status == "undetermined" for result in results)
    return ClassNumbers(
        submissions=len(results),
        graded=len(results) - undetermined,
        undetermined=undetermined,
        provisional=sum(result.pending > 0 for result in results),
        mean=statistics.fmean(grades) if grades else None,
        median=statistics.median(grades) if grades else None,
        bins=_bins(grades, results[0].scale),
    )


def items(results: Sequence[Result]) -> tuple[CheckItem, ...]:
    """Returns the checks of a class in the order of the suite."""
    counts: dict[str, Counter[str]] = {}
    mistakes: dict[str, Counter[str]] = {}
    first = {check.id: check for result in reversed(results) for check in result.checks}
    for result in results:
        for check in result.checks:
            counts.setdefault(check.id, Counter())[check.status] += 1
            if check.mistake:
                mistakes.setdefault(check.id, Counter())[check.mistake] += 1
    return tuple(
        CheckItem(
            id=identifier,
            exercise=first[identifier].exercise,
            title=first[identifier].title,
            visibility=first[identifier].visibility,
            counts=count,
            rate=_rate(count),
            mistakes=tuple(mistakes.get(identifier, Counter()).most_common()),
        )
        for identifier, count in counts.items()
    )


def look_at_first(results: Sequence[Result]) -> tuple[Result, ...]:
    """Returns what a person should look at: first what is undetermined, last what rests on a claim."""
    rank = {"undetermined": 0, "died": 1, "timeout": 2, "unverified": 3}
    most = len(rank)

    def urgency(result: Result) -> int:
        signs: list[str] = [cell.status for cell in broken_cells(result)]
        signs += [check.status for check in result.checks]
        signs += ["unverified" for check in result.checks if check.unverified]
        return min((rank.get(sign, most) for sign in (result.status, *signs)), default=most)

    return tuple(sorted((result for result in results if urgency(result) < most), key=urgency))


def _rate(counts: Counter[str]) -> float | None:
    decided = counts.total() - counts["undetermined"]
    return counts["passed"] / decided if decided else None


def _bins(grades: Sequence[float], scale: float) -> tuple[Bin, ...]:
    width = scale / _BINS
    counts = Counter(min(_BINS - 1, max(0, int(grade / width))) for grade in grades)
    return tuple(Bin(k * width, (k + 1) * width, counts[k]) for k in range(_BINS))
