"""Totals of the points of checks and written answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bareme.results.result import CheckOutcome, WrittenAnswer

__all__ = ["Totals", "compute_totals"]


@dataclass(frozen=True)
class Totals:
    """The totals of a result, named like its fields."""

    score: float
    max_score: float
    pending: float
    grade: float | None


def compute_totals(checks: Sequence[CheckOutcome], written: Sequence[WrittenAnswer], scale: float) -> Totals:
    """Returns the totals of decided points, and the pending points.

    The grade is None if a check is undetermined or nothing is decided.
    """
    decided = [answer for answer in written if answer.status != "pending"]
    score = sum(check.score for check in checks) + sum(answer.score for answer in decided)
    max_score = sum(check.max_score for check in checks) + sum(answer.max_score for answer in decided)
    undetermined = any(check.status == "undetermined" for check in checks)
    return Totals(
        # Sums of equal shares, such as three thirds, are not exact.
        score=round(score, 6),
        max_score=round(max_score, 6),
        pending=round(sum(answer.max_score for answer in written if answer.status == "pending"), 6),
        grade=None if undetermined or not max_score else round(score / max_score * scale, 4),
    )
