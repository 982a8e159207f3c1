"""Orders the pairs of a class by the rare things that they share."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from bareme.similarity.fragments import LineSpan
from bareme.similarity.rarity import RarityScores, count_sharers
from bareme.similarity.traits import Trait
from bareme.similarity.work import StudentWork

__all__ = ["SharedPart", "SharedTrait", "SubmissionPair", "find_pairs", "find_shared_traits", "max_sharers"]

MAX_PAIRS: Final = 50
_RARE_SHARE: Final = 0.05
_MIN_RARE: Final = 3
"""In a small class, what a group of three shares is rare as well."""


@dataclass(frozen=True)
class SharedPart:
    """The rare code that two submissions share in one exercise."""

    part: str
    score: float
    fragments: int
    """The number of rare fragments that both hold."""
    sharers: int
    """The least number of submissions that hold one of them."""
    first: tuple[LineSpan, ...]
    second: tuple[LineSpan, ...]
    """The lines with these fragments in the one and in the other."""


@dataclass(frozen=True)
class SharedTrait:
    """A rare mistake, value or text, with the indices of its holders."""

    trait: Trait
    holders: tuple[int, ...]


@dataclass(frozen=True)
class SubmissionPair:
    """Two submissions, by index in the class, with their common rare parts."""

    first: int
    second: int
    score: float
    parts: tuple[SharedPart, ...]
    """The exercises with rare code in common, the most telling first."""
    traits: tuple[SharedTrait, ...]
    is_same_file: bool


def max_sharers(count: int) -> int:
    """Returns the number of submissions up to which something that they share is rare."""
    return min(max(_MIN_RARE, math.ceil(_RARE_SHARE * count)), count // 2)


def find_pairs(works: Sequence[StudentWork], scores: RarityScores) -> tuple[SubmissionPair, ...]:
    """Returns the pairs with most in common, in order.

    Left out are pairs of two earlier submissions, of a student with an earlier one of the same id, and pairs
    with no rare fragment in common.
    """
    sharers = count_sharers(works)
    traits = find_shared_traits(works)
    found: list[SubmissionPair] = []
    for first, second in _order(works, scores):
        parts = _shared_parts(works, scores, sharers, (first, second))
        if parts:
            common = tuple(one for one in traits if first in one.holders and second in one.holders)
            one, other = works[first].result.file.sha256, works[second].result.file.sha256
            pair = SubmissionPair(
                first, second, scores.total[first, second], parts, common, one == other != ""
            )
            found.append(pair)
        if len(found) == MAX_PAIRS:
            break
    return tuple(found)


def find_shared_traits(works: Sequence[StudentWork]) -> tuple[SharedTrait, ...]:
    """Returns the traits that a few share, the rarest first."""
    holders: dict[Trait, list[int]] = {}
    for index, work in enumerate(works):
        for trait in work.traits:
            holders.setdefault(trait, []).append(index)
    most = max_sharers(len(works))
    rare = [
        SharedTrait(trait, tuple(who))
        for trait, who in holders.items()
        if 2 <= len(who) <= most and not all(works[index].is_earlier for index in who)
    ]
    return tuple(sorted(rare, key=lambda one: (len(one.holders), one.holders, one.trait.kind, one.trait.key)))


def _order(works: Sequence[StudentWork], scores: RarityScores) -> list[tuple[int, int]]:
    rows, columns = np.triu_indices(len(works), 1)
    values = scores.total[rows, columns]
    order = np.argsort(-values, kind="stable")
    return [
        (int(rows[k]), int(columns[k]))
        for k in order
        if values[k] > 0 and _is_of_interest(works[rows[k]], works[columns[k]])
    ]


def _is_of_interest(one: StudentWork, other: StudentWork) -> bool:
    if one.is_earlier and other.is_earlier:
        return False
    # Whoever repeats a course may hand in the same work again.
    return one.result.student.id != other.result.student.id or one.is_earlier == other.is_earlier


def _shared_parts(
    works: Sequence[StudentWork], scores: RarityScores, sharers: Counter[str], pair: tuple[int, int]
) -> tuple[SharedPart, ...]:
    one, other = (works[index] for index in pair)
    most = max_sharers(len(works))
    found = []
    for part, matrix in scores.by_part.items():
        mine, theirs = one.parts.get(part, {}), other.parts.get(part, {})
        rare = [text for text in mine if text in theirs and sharers[text] <= most]
        if rare:
            found.append(
                SharedPart(
                    part=part,
                    score=float(matrix[pair]),
                    fragments=len(rare),
                    sharers=min(sharers[text] for text in rare),
                    first=_join(span for text in rare for span in mine[text]),
                    second=_join(span for text in rare for span in theirs[text]),
                )
            )
    return tuple(sorted(found, key=lambda one: -one.score))


def _join(spans: Iterable[LineSpan]) -> tuple[LineSpan, ...]:
    """Joins spans that overlap or touch."""
    joined: list[LineSpan] = []
    for span in sorted(spans):
        last = joined[-1] if joined else None
        if last is not None and last.cell == span.cell and span.first <= last.last + 1:
            joined[-1] = LineSpan(span.cell, last.first, max(last.last, span.last))
        else:
            joined.append(span)
    return tuple(joined)
