"""What the checks of a suite found in a class, and which of them look broken."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from bareme.i18n.catalogs import translations
from bareme.results.result import CheckOutcome, Result, Visibility

__all__ = ["CheckItem", "Doubt", "describe_doubt", "items"]

Doubt = Literal["undetermined", "nobody", "against", "timeout", "error"]
"""Why a check looks broken: it could not be decided, nobody passed it, it goes against the other checks,
it stops most students for their time, or most raise in it."""

_FEWEST_CORRELATED: Final = 10
"""Of fewer students a correlation says next to nothing: of ten, chance alone gives 0.3 either way."""
_FEWEST_TRIED: Final = 5
_AGAINST: Final = -0.2
_MOST: Final = 0.5


@dataclass(frozen=True)
class CheckItem:
    """What one check found in a class.

    ``counts`` has every status, and ``rate`` is the part that passed of those that were decided. ``ended``
    has only the students whose own code the check ran: neither untouched stubs, nor what was lost to an
    exercise before, nor what was undetermined. ``discrimination``, in [-1, 1], is the point-biserial
    correlation, over the students tried, between passing the check and the share of the points of all *other*
    checks that was earned (the corrected item-total correlation). It is None for fewer than ten students, and
    where one of the two does not vary.

    Source: F. M. Lord and M. R. Novick, Statistical Theories of Mental Test Scores (1968), section 15.
    """

    id: str
    exercise: str
    title: str
    visibility: Visibility
    counts: Counter[str]
    ended: Counter[str]
    rate: float | None
    discrimination: float | None
    seconds: float | None
    """The median wall time, of the students tried."""
    mistakes: tuple[tuple[str, int], ...]
    doubts: tuple[Doubt, ...]

    @property
    def tried(self) -> int:
        """How many students had code of their own run by the check."""
        return self.ended.total()

    @property
    def is_tried_by_few(self) -> bool:
        """Whether so few tried that there is no discrimination; without one else, all ended alike."""
        return self.tried < _FEWEST_CORRELATED


@dataclass(frozen=True)
class _Sight:
    """One check of one student, and the share of the points of the student's other checks."""

    outcome: CheckOutcome
    rest: float | None


def items(results: Sequence[Result]) -> tuple[CheckItem, ...]:
    """Returns the checks of a class in the order of the suite."""
    seen: defaultdict[str, list[_Sight]] = defaultdict(list)
    for result in results:
        for sight in _sights(result):
            seen[sight.outcome.id].append(sight)
    return tuple(_item(sights) for sights in seen.values())


def describe_doubt(item: CheckItem, doubt: Doubt, language: str) -> str:
    """Says why a check looks broken."""
    words = translations(language)
    if doubt == "undetermined":
        sentence = words.ngettext(
            "It could not be decided for %(count)d student.",
            "It could not be decided for %(count)d students.",
            item.counts["undetermined"],
        )
    elif doubt == "nobody":
        sentence = words.gettext("Nobody passes it: %(tried)d students tried.")
    elif doubt == "against":
        sentence = words.gettext("Those who do well otherwise fail it more often than the others.")
    elif doubt == "timeout":
        sentence = words.gettext(
            "It stops %(count)d of the %(tried)d who tried for their time: is the limit too short?"
        )
    else:
        sentence = words.gettext(
            "%(count)d of the %(tried)d who tried raise an error: is it said how their code is called?"
        )
    count = item.counts[doubt] if doubt == "undetermined" else item.ended[doubt]
    return sentence % {"count": count, "tried": item.tried}


def _sights(result: Result) -> Iterable[_Sight]:
    decided = [check for check in result.checks if check.status != "undetermined"]
    score = sum(check.score for check in decided)
    most = sum(check.max_score for check in decided)
    for check in result.checks:
        own = check.status != "undetermined"
        others = most - check.max_score if own else most
        # Rounded, as sums of the same points in another order differ in their last digit.
        rest = round((score - check.score if own else score) / others, 9) if others > 0 else None
        yield _Sight(check, rest)


def _item(sights: Sequence[_Sight]) -> CheckItem:
    first = sights[0].outcome
    counts = Counter(str(sight.outcome.status) for sight in sights)
    mistakes = Counter(sight.outcome.mistake for sight in sights if sight.outcome.mistake)
    tried = [sight for sight in sights if _ran(sight.outcome)]
    ended = Counter(str(sight.outcome.status) for sight in tried)
    discrimination = _discrimination(tried)
    decided = len(sights) - counts["undetermined"]
    return CheckItem(
        id=first.id,
        exercise=first.exercise,
        title=first.title,
        visibility=first.visibility,
        counts=counts,
        ended=ended,
        rate=counts["passed"] / decided if decided else None,
        discrimination=discrimination,
        seconds=statistics.median(one.outcome.duration_seconds for one in tried) if tried else None,
        mistakes=tuple(mistakes.most_common()),
        doubts=tuple(_doubts(ended, counts["undetermined"], discrimination)),
    )


def _ran(outcome: CheckOutcome) -> bool:
    return outcome.status not in {"not_attempted", "undetermined"} and outcome.because_of is None


def _discrimination(tried: Sequence[_Sight]) -> float | None:
    pairs = [(float(one.outcome.status == "passed"), one.rest) for one in tried if one.rest is not None]
    if len(pairs) < _FEWEST_CORRELATED:
        return None
    passed, rest = zip(*pairs, strict=True)
    if len(set(passed)) == 1 or len(set(rest)) == 1:
        return None
    return statistics.correlation(passed, rest)


def _doubts(tried: Counter[str], undetermined: int, discrimination: float | None) -> Iterable[Doubt]:
    if undetermined:
        yield "undetermined"
    enough = tried.total() >= _FEWEST_TRIED
    if enough and not tried["passed"]:
        yield "nobody"
    if discrimination is not None and discrimination <= _AGAINST:
        yield "against"
    most = _MOST * tried.total()
    if enough and tried["timeout"] >= most:
        yield "timeout"
    if enough and tried["error"] >= most:
        yield "error"
