"""Analyses the outcomes of each check, and flags suspect checks."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from bareme.i18n.catalogs import translations
from bareme.i18n.plain_text import cut, plain_line
from bareme.results.result import CheckOutcome, Result, Visibility

__all__ = ["CheckItem", "Doubt", "NamedMistake", "describe_doubt", "items"]

Doubt = Literal["undetermined", "nobody", "against", "timeout", "error"]
"""Why a check is suspect: undetermined outcomes, nobody passed, negative discrimination, or time-outs or
errors for most students."""

_MIN_CORRELATED: Final = 10
"""With fewer students a correlation means little: for ten, chance alone gives ±0.3."""
_MIN_TRIED: Final = 5
_MAX_NEGATIVE: Final = -0.2
_HALF: Final = 0.5
_MAX_WORDS: Final = 120


@dataclass(frozen=True)
class NamedMistake:
    """A recognised mistake in words, with the number of students who made it."""

    name: str
    words: str
    count: int


@dataclass(frozen=True)
class CheckItem:
    """The outcomes of one check in a class.

    ``counts`` holds every status; ``rate`` is the share of passed among decided outcomes. ``ended`` counts
    only the students whose own code the check ran: no untouched stubs, no skipped checks, nothing
    undetermined. ``discrimination``, in [-1, 1], is the point-biserial
    correlation, over the students tried, between passing the check and the share of the points earned in all
    *other* checks (the corrected item-total correlation). It is None for fewer than ten students, and where
    one of the two does not vary.

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
    """The median wall time over the students tried."""
    mistakes: tuple[NamedMistake, ...]
    doubts: tuple[Doubt, ...]

    @property
    def tried(self) -> int:
        """The number of students whose own code the check ran."""
        return self.ended.total()

    @property
    def is_tried_by_few(self) -> bool:
        """True if too few tried for a discrimination.

        Otherwise a discrimination of None means that all ended alike.
        """
        return self.tried < _MIN_CORRELATED


@dataclass(frozen=True)
class _Observation:
    """A check of one student, and the share earned in the others."""

    outcome: CheckOutcome
    rest: float | None
    has_code: bool
    """True if the submission defines a name of the exercise."""


def items(results: Sequence[Result]) -> tuple[CheckItem, ...]:
    """Returns the checks of a class in the order of the suite."""
    seen: defaultdict[str, list[_Observation]] = defaultdict(list)
    for result in results:
        for observation in _observations(result):
            seen[observation.outcome.id].append(observation)
    return tuple(_item(observations) for observations in seen.values())


def describe_doubt(item: CheckItem, doubt: Doubt, language: str) -> str:
    """Explains why a check is suspect."""
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
        sentence = words.gettext("Students who do well in the other checks fail it more often than the rest.")
    elif doubt == "timeout":
        sentence = words.gettext(
            "It took too long for %(count)d of the %(tried)d students who tried: is the limit too short?"
        )
    else:
        sentence = words.gettext(
            "It raised an error for %(count)d of the %(tried)d students who tried: "
            "does the statement say how their code is called?"
        )
    count = item.counts[doubt] if doubt == "undetermined" else item.ended[doubt]
    return sentence % {"count": count, "tried": item.tried}


def _observations(result: Result) -> Iterable[_Observation]:
    decided = [check for check in result.checks if check.status != "undetermined"]
    written = {exercise.id for exercise in result.exercises if exercise.cells}
    score = sum(check.score for check in decided)
    most = sum(check.max_score for check in decided)
    for check in result.checks:
        own = check.status != "undetermined"
        others = most - check.max_score if own else most
        # Rounded, as sums of the same points in another order differ in their last digits.
        rest = round((score - check.score if own else score) / others, 9) if others > 0 else None
        yield _Observation(check, rest, check.exercise in written)


def _item(observations: Sequence[_Observation]) -> CheckItem:
    first = observations[0].outcome
    counts = Counter(str(observation.outcome.status) for observation in observations)
    mistakes = Counter(
        observation.outcome.mistake for observation in observations if observation.outcome.mistake
    )
    words = {one.outcome.mistake: plain_line(one.outcome.hint) for one in observations if one.outcome.hint}
    tried = [observation for observation in observations if _ran(observation)]
    ended = Counter(str(observation.outcome.status) for observation in tried)
    discrimination = _discrimination(tried)
    decided = len(observations) - counts["undetermined"]
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
        mistakes=tuple(
            NamedMistake(name, cut(words.get(name, name), _MAX_WORDS), count)
            for name, count in mistakes.most_common()
        ),
        doubts=tuple(_doubts(ended, counts["undetermined"], discrimination)),
    )


def _ran(observation: _Observation) -> bool:
    outcome = observation.outcome
    if outcome.status == "error" and not observation.has_code:
        return False  # nothing was handed in for it
    return outcome.status not in {"not_attempted", "undetermined"} and outcome.because_of is None


def _discrimination(tried: Sequence[_Observation]) -> float | None:
    pairs = [(float(one.outcome.status == "passed"), one.rest) for one in tried if one.rest is not None]
    if len(pairs) < _MIN_CORRELATED:
        return None
    passed, rest = zip(*pairs, strict=True)
    if len(set(passed)) == 1 or len(set(rest)) == 1:
        return None
    return statistics.correlation(passed, rest)


def _doubts(tried: Counter[str], undetermined: int, discrimination: float | None) -> Iterable[Doubt]:
    if undetermined:
        yield "undetermined"
    enough = tried.total() >= _MIN_TRIED
    if enough and not tried["passed"]:
        yield "nobody"
    if discrimination is not None and discrimination <= _MAX_NEGATIVE:
        yield "against"
    most = _HALF * tried.total()
    if enough and tried["timeout"] >= most:
        yield "timeout"
    if enough and tried["error"] >= most:
        yield "error"
