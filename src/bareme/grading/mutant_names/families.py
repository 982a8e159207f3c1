"""Finds the number that a student's function uses in the place of another one."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final

from bareme.grading.mutant_names.replays import SeenCall, TooCostly
from bareme.grading.mutant_names.search import Answers, VersionSearch
from bareme.grading.mutant_names.versions import Version, make_version
from bareme.mutation.constant_families import ConstantFamily

__all__ = ["find_constants"]

_WHOLE: Final = (*range(11), 20, 32, 42, 64, 100, 123, 128, 255, 256, 1000, 1234)
_DECIMALS: Final = (0.0, 0.001, 0.01, 0.05, 0.1, 0.2, 0.25, 0.3, 0.5, 0.9, 1.0, 2.0, 5.0, 10.0)
_MAX_STEPS: Final = 8
_DIGITS: Final = 9
"""Significant digits that are found; people write fewer."""


def find_constants(
    search: VersionSearch, families: Sequence[ConstantFamily], answers: Answers
) -> tuple[Version, ...]:
    """Returns the versions of a function with another number that give all these answers.

    Raises:
        TooCostly: the versions of the function took too long.
    """
    found: list[Version] = []
    for family in families:
        given = [value for one in answers for value in _read_argument(family, one.seen)]
        # A parameter that is the same in each call cannot be seen to be ignored.
        if family.parameter and len(set(given)) < 2:
            continue
        versions = [_fill(family, value) for value in _list_values(family, given)]
        equal = search.find_equal(family.function, answers, versions)
        if not equal and not _are_whole(given) and (value := _solve(search, family, answers)) is not None:
            equal = search.find_equal(family.function, answers, [_fill(family, value)])
        found += equal
    return tuple(found)


def _fill(family: ConstantFamily, value: float) -> Version:
    number = int(value) if float(value).is_integer() else value
    id = f"{family.function}:{family.parameter or f'number {family.place + 1}'}={number!r}"
    return make_version(
        id,
        family.function,
        family.fill(number),
        family.describe(number),
        is_outer=bool(family.parameter),
        broader=family.describe_all(),
    )


def _read_argument(family: ConstantFamily, seen: SeenCall) -> Iterator[float]:
    """Yields the number that a call gives for the parameter of a family."""
    if not family.parameter:
        return
    value: object = seen.call.keywords.get(family.parameter, family.default)
    if family.place < len(seen.call.arguments):
        value = seen.call.arguments[family.place]
    if isinstance(value, int | float):
        yield float(value)


def _are_whole(given: Sequence[float]) -> bool:
    return bool(given) and all(value.is_integer() for value in given)


def _list_values(family: ConstantFamily, given: Sequence[float]) -> Sequence[float]:
    """Returns the numbers to try."""
    known = [*given, *([] if family.default is None else [family.default])]
    others = _WHOLE if _are_whole(given) else _DECIMALS if given else (*_DECIMALS, *_WHOLE)
    return list(dict.fromkeys(float(value) for value in (*known, *others)))


def _solve(search: VersionSearch, family: ConstantFamily, answers: Answers) -> float | None:
    """Returns the number for which the first wrong answer is the student's, by the secant method."""
    one = next(one for one in search.sort(answers) if one.is_wrong)
    points = [0.5, 1.0]
    gaps = [search.measure_gap(one.seen, _fill(family, value)) for value in points]
    for _ in range(_MAX_STEPS):
        if not all(map(math.isfinite, gaps[-2:])) or gaps[-1] == gaps[-2]:
            break
        step = gaps[-1] * (points[-1] - points[-2]) / (gaps[-1] - gaps[-2])
        points.append(points[-1] - step)
        if not math.isfinite(points[-1]) or abs(step) <= 1e-12 * abs(points[-1]):
            break
        try:
            gaps.append(search.measure_gap(one.seen, _fill(family, points[-1])))
        except TooCostly:
            break
    value = points[-1]
    return float(f"{value:.{_DIGITS}g}") if math.isfinite(value) else None
