"""Is each mistake named where it is made, and no other? What validates a suite asks."""

from __future__ import annotations

from collections.abc import Mapping

from bareme.results import CheckOutcome
from bareme.saying import Sentence, listed, say
from bareme.solution import Mistake

__all__ = ["describe_unnamed", "is_named", "judge_names"]

_SHOWN = 2


def is_named(mistake: Mistake, outcomes: Mapping[str, CheckOutcome]) -> bool:
    """Tells whether some check of a submission with a mistake names this one."""
    return any(check.mistake == mistake.name for check in outcomes.values())


def judge_names(mistake: Mistake, outcomes: Mapping[str, CheckOutcome]) -> list[Sentence]:
    """Returns a sentence for each check that names another mistake than the one in the submission."""
    return [
        say(
            "%(check)s names mistake %(named)s where mistake %(made)s is made; let the check ask something "
            "on which the two differ.",
            check=name,
            named=check.mistake,
            made=mistake.name,
        )
        for name, check in outcomes.items()
        if check.mistake not in (None, mistake.name)
    ]


def describe_unnamed(mistake: Mistake, outcomes: Mapping[str, CheckOutcome]) -> Sentence:
    """Returns the sentence for a mistake that no check names.

    Args:
        mistake: one whose reasons were asked for.
        outcomes: of a submission with it, whose hints are these reasons.
    """
    reasons = [
        say("in %(check)s, %(reason)s", check=name, reason=check.hint)
        for name, check in outcomes.items()
        if check.mistake == mistake.name
    ]
    if not reasons:
        broken = dict.fromkeys(check.status for name, check in outcomes.items() if name in mistake.breaks)
        reasons = [say("its checks end as %(ends)s", ends=", ".join(broken) or say("unknown"))]
    more = say(" (and %(count)d more)", count=len(reasons) - _SHOWN) if len(reasons) > _SHOWN else ""
    return say(
        "mistake %(mistake)s is never named: %(reasons)s%(more)s.",
        mistake=mistake.name,
        reasons=listed(reasons[:_SHOWN]),
        more=more,
    )
