"""Checks that a mutant's own mistake is named, and no other."""

from __future__ import annotations

from collections.abc import Mapping

from bareme.course.solution import Mistake
from bareme.i18n.messages import Message, join_list, msg
from bareme.results.result import CheckOutcome

__all__ = ["describe_unnamed", "is_named", "judge_names"]

_SHOWN = 2


def is_named(mistake: Mistake, outcomes: Mapping[str, CheckOutcome]) -> bool:
    """Returns True if some check of a mutant names its mistake."""
    return any(check.mistake == mistake.name for check in outcomes.values())


def judge_names(mistake: Mistake, outcomes: Mapping[str, CheckOutcome]) -> list[Message]:
    """Returns a sentence for each check that names a wrong mistake."""
    return [
        msg(
            "%(check)s names mistake %(named)s where mistake %(made)s is made; let the check ask something "
            "on which the two differ.",
            check=name,
            named=check.mistake,
            made=mistake.name,
        )
        for name, check in outcomes.items()
        if check.mistake not in (None, mistake.name)
    ]


def describe_unnamed(mistake: Mistake, outcomes: Mapping[str, CheckOutcome]) -> Message:
    """Returns the sentence for a mistake that no check names.

    Args:
        mistake: the mistake that is not named.
        outcomes: the outcomes of its mutant, graded with ``explained``, so that their hints are the reasons.
    """
    reasons = [
        msg("in %(check)s, %(reason)s", check=name, reason=check.hint)
        for name, check in outcomes.items()
        if check.mistake == mistake.name
    ]
    if not reasons:
        broken = dict.fromkeys(check.status for name, check in outcomes.items() if name in mistake.breaks)
        reasons = [msg("its checks end as %(ends)s", ends=", ".join(broken) or msg("unknown"))]
    more = msg(" (and %(count)d more)", count=len(reasons) - _SHOWN) if len(reasons) > _SHOWN else ""
    return msg(
        "mistake %(mistake)s is never named: %(reasons)s%(more)s.",
        mistake=mistake.name,
        reasons=join_list(reasons[:_SHOWN]),
        more=more,
    )
