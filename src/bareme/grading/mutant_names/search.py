"""Finds the wrong versions of a function that answer as the student's function does."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from bareme.grading.mistakes.comparison import PRECISIONS, is_same_answer
from bareme.grading.mistakes.matcher import NotExplained, measure_likeness
from bareme.grading.mistakes.observed import MatchEvidence, ShownValues
from bareme.grading.mutant_names.answer_store import make_answer_mark
from bareme.grading.mutant_names.replays import SeenCall, TooCostly, VersionReplays
from bareme.grading.mutant_names.versions import Version

__all__ = ["Answers", "VersionSearch", "tell_something"]

_MIN_NUMBERS: Final = 2
"""Different numbers among the wrong answers: a constant answer has many reasons."""

_MIN_WHOLE: Final = 8
"""Numbers among wrong answers that are all whole: a few counts can equal other ones by chance."""
_MAX_NUMBERS: Final = 1000
"""Numbers of an array that are looked at."""


@dataclass(frozen=True)
class AnsweredCall:
    """A call with the answers of the student and of the solution."""

    seen: SeenCall
    right: ShownValues
    seconds: float
    """Processor time of the solution."""
    is_wrong: bool


Answers = Sequence[AnsweredCall]


class VersionSearch:
    """Compares the versions of functions with the answers of a student."""

    def __init__(self, replays: VersionReplays) -> None:
        self._replays = replays

    def compare_with_solution(self, calls: Sequence[SeenCall]) -> Answers:
        """Returns the calls with the right answers, without those that take too long."""
        return tuple(self._compare_all(calls))

    def _compare_all(self, calls: Sequence[SeenCall]) -> Iterator[AnsweredCall]:
        for seen in {one.key: one for one in calls}.values():
            try:
                right, seconds = self._replays.answer_rightly(seen)
            except TooCostly:
                continue
            yield AnsweredCall(seen, right, seconds, not is_same_answer(seen.answer, right))

    @staticmethod
    def sort(answers: Answers) -> list[AnsweredCall]:
        """Sorts calls: first where most versions differ, and where a replay costs least."""
        return sorted(answers, key=lambda one: (not one.is_wrong, one.seconds))

    def measure_gap(self, seen: SeenCall, version: Version) -> float:
        """Returns a number that is 0 for the answer of the student, and NaN for one of another form."""
        answer = self._replays.answer(seen, version)
        marks = [make_answer_mark(tuple(one)) for one in (seen.answer, answer or ())]
        return marks[1].total - marks[0].total if marks[0].shape == marks[1].shape else math.nan

    def find_equal(
        self, function: str, answers: Answers, versions: Sequence[Version] | None = None
    ) -> tuple[Version, ...]:
        """Returns the versions that give all these answers.

        Args:
            function: the function of the solution.
            answers: the answers of the student.
            versions: what is compared; all mutants of the function if it is None.

        Raises:
            TooCostly: the versions of the function took too long.
        """
        alive = self._replays.list_versions(function) if versions is None else tuple(versions)
        evidence: dict[str, list[MatchEvidence]] = {one.id: [] for one in alive}
        for one in self.sort(answers):
            found = self._replays.find_similar(one.seen, alive)
            alive = tuple(
                version
                for version in alive
                if version.id in found and _may_equal(one.seen.answer, found[version.id])
            )
            if not alive:
                return ()
            for version in alive:
                evidence[version.id].append(
                    MatchEvidence(function, one.seen.answer, found[version.id], one.right)
                )
        return tuple(one for one in alive if _is_explained(evidence[one.id]))


def _may_equal(seen: ShownValues, wrong: ShownValues) -> bool:
    return any(is_same_answer(seen, wrong, precision) for precision in PRECISIONS)


def _is_explained(evidence: Sequence[MatchEvidence]) -> bool:
    try:
        return measure_likeness(evidence) > 0
    except NotExplained:
        return False


def tell_something(answers: Answers) -> bool:
    """Returns True if the wrong answers hold different numbers."""
    numbers = [
        number
        for one in answers
        if one.is_wrong and one.seen.answer.raised is None
        for number in _find_numbers(one.seen.answer.value, one.right.value)
    ]
    if all(number.is_integer() for number in numbers) and len(numbers) < _MIN_WHOLE:
        return False
    return len(set(numbers)) >= _MIN_NUMBERS


def _find_numbers(value: object, right: object) -> Iterator[float]:
    """Yields the numbers in the parts that are wrong."""
    if is_same_answer(value, right):
        return
    if isinstance(value, tuple | list) and isinstance(right, tuple | list) and len(value) == len(right):
        for pair in zip(value, right, strict=True):
            yield from _find_numbers(*pair)
    elif isinstance(value, dict) and isinstance(right, dict) and value.keys() == right.keys():
        for key in value:
            yield from _find_numbers(value[key], right[key])
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _find_numbers(item, None)
    elif isinstance(value, bool | int | float | np.generic | np.ndarray):
        array = np.asarray(value)
        if array.dtype.kind in "biuf":
            some = array.ravel()[:_MAX_NUMBERS].astype(np.float64)
            yield from np.round(some[np.isfinite(some)], 9).tolist()
