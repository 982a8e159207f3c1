"""Features of objects of which an exercise leaves most free.

An answer matches a mistake if it agrees with it on every feature in which the mistake differs from the
solution, whatever the other features are.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeAlias

__all__ = ["Features", "count_matching_features"]

Features: TypeAlias = Mapping[str, object]
"""Values to compare, by the name of the feature; empty if nothing is known."""

_ABSENT: Final = object()


def count_matching_features(value: Features, wrong: Features, right: Features) -> int | None:
    """Counts the features that separate a mistake's answer from the right one.

    Args:
        value: features of the student's answer.
        wrong: features of the mistake's answer.
        right: features of the solution's answer; empty if they are not known, and then all must agree.

    Returns:
        The number of features, None if the answer is not the mistake's.
    """
    if not value or not wrong:
        return None
    changed = [part for part in {*wrong, *right} if wrong.get(part, _ABSENT) != right.get(part, _ABSENT)]
    if any(value.get(part, _ABSENT) != wrong.get(part, _ABSENT) for part in changed):
        return None
    return len(changed)
