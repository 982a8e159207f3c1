"""Is each mistake named where it is made, and no other? What validates a suite asks."""

from __future__ import annotations

from collections.abc import Mapping

from bareme.results import CheckOutcome
from bareme.solution import Mistake

__all__ = ["describe_unnamed", "is_named", "judge_names"]

_SHOWN = 2


def is_named(mistake: Mistake, outcomes: Mapping[str, CheckOutcome]) -> bool:
    """Tells whether some check of a submission with a mistake names this one."""
    return any(check.mistake == mistake.name for check in outcomes.values())


def judge_names(mistake: Mistake, outcomes: Mapping[str, CheckOutcome]) -> list[str]:
    """Returns a sentence for each check that names another mistake than the one in the submission."""
    return [
        f"{name} names mistake {check.mistake} where mistake {mistake.name} is made; "
        "let the check ask something on which the two differ."
        for name, check in outcomes.items()
        if check.mistake not in (None, mistake.name)
    ]


def describe_unnamed(mistake: Mistake, outcomes: Mapping[str, CheckOutcome]) -> str:
    """Returns the sentence for a mistake that no check names.

    Args:
        mistake: one whose reasons were asked for.
        outcomes: of a submission with it, whose hints are these reasons.
    """
    reasons = [
        f"in {name}, {check.hint}" for name, check in outcomes.items() if check.mistake == mistake.name
    ]
    if not reasons:
        broken = [check.status for name, check in outcomes.items() if name in mistake.breaks]
        reasons = [f"its checks end as {', '.join(dict.fromkeys(broken)) or 'unknown'}"]
    more = f" (and {len(reasons) - _SHOWN} more)" if len(reasons) > _SHOWN else ""
    return f"mistake {mistake.name} is never named: {'; '.join(reasons[:_SHOWN])}{more}."
