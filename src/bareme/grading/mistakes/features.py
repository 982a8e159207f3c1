"""What has many parts, most of which an exercise leaves free: models, histories of training, figures.

An answer is a mistake's where it agrees with it on every part in which the mistake differs from the solution,
so that the mistake is recognised whatever the other parts are.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeAlias

__all__ = ["Features", "count_matching_features"]

Features: TypeAlias = Mapping[str, object]
"""What there is to compare, by a name for each part; empty where nothing is known."""

_ABSENT: Final = object()


def count_matching_features(value: Features, wrong: Features, right: Features) -> int | None:
    """Returns how many parts tell an answer, which is a mistake's, from the right one; None where it is not.

    Args:
        value: parts of the student's.
        wrong: those of the mistake's.
        right: those of the solution's; empty where these are not known, and then all must agree.
    """
    if not value or not wrong:
        return None
    changed = [part for part in {*wrong, *right} if wrong.get(part, _ABSENT) != right.get(part, _ABSENT)]
    if any(value.get(part, _ABSENT) != wrong.get(part, _ABSENT) for part in changed):
        return None
    return len(changed)
