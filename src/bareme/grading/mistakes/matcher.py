"""Finds the mistake that explains what the checks saw of a submission."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from bareme.checks.value_words import clip, describe_kind
from bareme.course.solution import Mistake
from bareme.errors import CourseError
from bareme.grading.mistakes.comparison import PRECISIONS, Precision, count_matches
from bareme.grading.mistakes.object_replay import NotReplayable
from bareme.grading.mistakes.observed import MatchEvidence, ShownValues, gather_match_evidence
from bareme.grading.mistakes.replay import ReplayNamespace
from bareme.student.observations import Observation

__all__ = ["MistakeMatcher"]


@dataclass
class _Case:
    """What speaks for a mistake in one submission, and how much against it."""

    explained: list[str] = field(default_factory=list)
    strength: int = 0
    """In how many things it was told apart from the solution."""
    reasons: dict[str, str] = field(default_factory=dict)
    """Why it does not explain a check that it breaks."""
    against: int = 0
    """Of the checks that it breaks, how many passed or saw something else than it would have shown."""

    @property
    def rank(self) -> tuple[int, int, int]:
        """The smaller, the better it fits the submission."""
        return self.against, -len(self.explained), -self.strength


class _Different(Exception):
    """What a check saw is not what a mistake shows."""


class _Silent(Exception):
    """A check saw nothing that tells a mistake from the solution."""


class MistakeMatcher:
    """Knows the mistakes of one assignment; called with what the checks saw of a submission."""

    def __init__(self, definitions: str, mistakes: Sequence[Mistake]) -> None:
        self._definitions = definitions
        self._mistakes = mistakes
        self._versions: dict[str, ReplayNamespace] = {}

    def __call__(
        self, failed: Mapping[str, Sequence[Observation]], passed: Collection[str] = ()
    ) -> dict[str, tuple[str, str]]:
        """Returns, for each check that a mistake explains in full, the name and the hint of this mistake.

        A mistake that shows nothing else than the solution does explains nothing. Of several, the one that
        fits the whole submission best is named: the one with the least against it, then the one that
        explains most checks, then the one that tells most apart, then the one that breaks the fewest.

        Args:
            failed: what was seen by each check that failed.
            passed: the checks that passed.
        """
        cases = self._cases(failed, passed)
        ranked = sorted(
            (mistake for mistake in self._mistakes if mistake in cases),
            key=lambda mistake: (*cases[mistake].rank, len(mistake.breaks)),
        )
        named: dict[str, tuple[str, str]] = {}
        for mistake in ranked:
            case = cases[mistake]
            for check in case.explained:
                named.setdefault(check, (mistake.name, mistake.hint))
            if mistake.explained:
                named.update({check: (mistake.name, reason) for check, reason in case.reasons.items()})
        return named

    def _cases(
        self, failed: Mapping[str, Sequence[Observation]], passed: Collection[str]
    ) -> dict[Mistake, _Case]:
        """Returns what speaks for each mistake, without those that others are known to fit better.

        To replay one may be to train a network, so those that could fit best come first.
        """
        suspected = {one: [check for check in one.breaks if check in failed] for one in self._mistakes}
        best_rank = {
            one: (len(set(one.breaks).intersection(passed)), -len(suspected[one])) for one in self._mistakes
        }
        cases: dict[Mistake, _Case] = {}
        for mistake in sorted(self._mistakes, key=best_rank.__getitem__):
            better = [case for case in cases.values() if case.rank[:2] < best_rank[mistake]]
            settled = {check for case in better for check in case.explained}
            if mistake.explained or not settled.issuperset(suspected[mistake]):
                cases[mistake] = self._case(mistake, failed, passed)
        return cases

    def _case(
        self, mistake: Mistake, failed: Mapping[str, Sequence[Observation]], passed: Collection[str]
    ) -> _Case:
        case = _Case(against=len(set(mistake.breaks).intersection(passed)))
        for check in mistake.breaks:
            if check not in failed:
                continue
            try:
                case.strength += self._explain(mistake, failed[check])
                case.explained.append(check)
            except _Different as error:
                case.against += 1
                case.reasons[check] = str(error)
            except (_Silent, NotReplayable, CourseError) as error:
                case.reasons[check] = str(error)
            except Exception as error:  # a name is a help, and must never cost a grade
                case.reasons[check] = f"the comparison failed ({type(error).__name__}: {error})"
        return case

    def _explain(self, mistake: Mistake, observations: Sequence[Observation]) -> int:
        """Returns how strongly a mistake explains what was seen; raises why not where it does not."""
        evidence = list(
            gather_match_evidence(observations, mistake, self._version(mistake), self._version(None))
        )
        if not evidence:
            names = ", ".join((*mistake.functions, *mistake.variables))
            raise _Silent(f"the check asks for nothing that the mistake replaces ({names})")
        differences: list[_Different | _Silent] = []
        for precision in PRECISIONS:
            try:
                return _compare(evidence, precision)
            except (_Different, _Silent) as error:
                differences.append(error)
        raise differences[0]

    def _version(self, mistake: Mistake | None) -> ReplayNamespace:
        key = "" if mistake is None else mistake.name
        if key not in self._versions:
            self._versions[key] = ReplayNamespace(self._definitions, mistake)
        return self._versions[key]


def _compare(evidence: Sequence[MatchEvidence], precision: Precision) -> int:
    strength = 0
    for item in evidence:
        alike = count_matches(item.seen, item.wrong, item.right, precision)
        if alike is None:
            raise _Different(f"{item.what} is {_words(item.seen)}, and replayed it is {_words(item.wrong)}")
        strength += alike
    if not strength:
        raise _Silent(f"{evidence[0].what} is that of the solution, too")
    return strength


def _words(value: object) -> str:
    """Says what a value is, for the author of a course."""
    if isinstance(value, ShownValues):
        if value.raised is not None:
            return f"the exception {value.raised[0]}: {clip(value.raised[1], 100)}"
        return _words(value.value) + ("" if value.after is None else f", leaving {_words(value.after)}")
    if isinstance(value, tuple | list):
        return f"({', '.join(map(_words, value))})"
    return clip(repr(value), 100) if isinstance(value, bool | frozenset) else describe_kind(value)
