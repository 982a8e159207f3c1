"""The matcher that finds the mistake which explains the failed checks."""

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

__all__ = ["MistakeMatcher", "NotExplained", "measure_likeness"]


@dataclass
class _Case:
    """The evidence for and against a mistake in one submission."""

    explained: list[str] = field(default_factory=list)
    strength: int = 0
    """The number of parts in which the answers differ from the solution's as the mistake does."""
    reasons: dict[str, str] = field(default_factory=dict)
    """Why it does not explain a check that it breaks, by check."""
    against: int = 0
    """How many of the checks that it breaks got another answer than its own."""

    @property
    def is_refuted(self) -> bool:
        """True if at least as many checks speak against the mistake as for it.

        An answer that is the mistake's in one check of several is a coincidence. A single other answer need
        not be: a second mistake may show on some inputs alone, or random numbers be drawn in another way.
        """
        return self.against >= len(self.explained)

    @property
    def rank(self) -> tuple[int, int, int]:
        """The smaller it is, the better the mistake fits the submission."""
        return self.against, -len(self.explained), -self.strength


class NotExplained(Exception):
    """The answers are explained by no mistake."""


class _Different(NotExplained):
    """The student's answer is not the mistake's."""


class _Silent(NotExplained):
    """The answers do not distinguish the mistake from the solution."""


class _OnlyRaised(NotExplained):
    """Nothing but an exception equals the mistake's."""


class MistakeMatcher:
    """Matches the observations of failed checks with an assignment's mistakes."""

    def __init__(self, definitions: str, mistakes: Sequence[Mistake]) -> None:
        self._definitions = definitions
        self._mistakes = mistakes
        self._versions: dict[str, ReplayNamespace] = {}

    def __call__(
        self, failed: Mapping[str, Sequence[Observation]], passed: Collection[str] = ()
    ) -> dict[str, tuple[str, str]]:
        """Returns the mistake that explains each failed check.

        A mistake is refuted if a check that it breaks passed, or if of those that failed as many got another
        answer as got its own. One whose answers are all equal to the solution's explains nothing, and neither
        does one that only raises the same exceptions, since many errors end in the same message. Of several
        mistakes, the one that fits the whole submission best is named: the one with the least evidence
        against it, then the one that explains most checks, then the one with the most differences from the
        solution, then the one that breaks the fewest checks.

        Args:
            failed: the observations of each failed check.
            passed: the checks that passed.

        Returns:
            The name and the hint of the mistake, by check; without the checks that no mistake explains in
            full.
        """
        cases = self._cases(failed, passed)
        ranked = sorted(
            (mistake for mistake in self._mistakes if mistake in cases),
            key=lambda mistake: (*cases[mistake].rank, len(mistake.breaks)),
        )
        named: dict[str, tuple[str, str]] = {}
        for mistake in ranked:
            case = cases[mistake]
            for check in () if case.is_refuted else case.explained:
                # The first is the best of those that explain the check.
                named.setdefault(check, (mistake.name, mistake.hint))
            if mistake.explained:
                named.update({check: (mistake.name, reason) for check, reason in case.reasons.items()})
        return named

    def _cases(
        self, failed: Mapping[str, Sequence[Observation]], passed: Collection[str]
    ) -> dict[Mistake, _Case]:
        """Returns the cases, without mistakes that another is known to beat.

        A replay may train a network, so mistakes that could fit best are replayed first.
        """
        # As if it explained all checks that failed; the true rank is known only after replaying, and cannot
        # be better.
        suspected = {
            one: [check for check in one.breaks if check in failed]
            for one in self._mistakes
            if not set(one.breaks).intersection(passed)
        }
        best_rank = {one: (0, -len(checks)) for one, checks in suspected.items()}
        cases: dict[Mistake, _Case] = {}
        for mistake in sorted(suspected, key=best_rank.__getitem__):
            # Strictly better, and without the strength, which is known only after replaying.
            better = [case for case in cases.values() if case.rank[:2] < best_rank[mistake]]
            settled = {check for case in better for check in case.explained}
            # An author who asks for reasons needs them, although another mistake fits better.
            if mistake.explained or not settled.issuperset(suspected[mistake]):
                cases[mistake] = self._case(mistake, failed)
        return cases

    def _case(self, mistake: Mistake, failed: Mapping[str, Sequence[Observation]]) -> _Case:
        case = _Case()
        only_raised: dict[str, str] = {}
        for check in mistake.breaks:
            # It has no observations: a time-out, or values too large to keep.
            if check not in failed:
                continue
            try:
                case.strength += self._explain(mistake, failed[check])
                case.explained.append(check)
            # Another answer speaks against the mistake. Answers that tell nothing, or that cannot be
            # replayed, do not.
            except _Different as error:
                case.against += 1
                case.reasons[check] = str(error)
            except _OnlyRaised as error:
                only_raised[check] = str(error)
            except (_Silent, NotReplayable, CourseError) as error:
                case.reasons[check] = str(error)
            except Exception as error:  # naming a mistake is a help, and must never cost a grade
                case.reasons[check] = f"the comparison failed ({type(error).__name__}: {error})"
        # Together with a value of the mistake in another check, its exceptions are explained too.
        if case.explained:
            case.explained += only_raised
        else:
            case.reasons |= only_raised
        return case

    def _explain(self, mistake: Mistake, observations: Sequence[Observation]) -> int:
        """Returns how strongly a mistake explains the observations.

        Raises:
            _Different: an answer is not the mistake's.
            _Silent: the observations do not distinguish the mistake from the solution.
            _OnlyRaised: nothing but an exception equals the mistake's.
            NotReplayable: the mistake's answers cannot be computed.
        """
        evidence = list(
            gather_match_evidence(observations, mistake, self._version(mistake), self._version(None))
        )
        if not evidence:
            names = ", ".join((*mistake.functions, *mistake.variables))
            raise _Silent(f"the check asks for nothing that the mistake replaces ({names})")
        return measure_likeness(evidence)

    def _version(self, mistake: Mistake | None) -> ReplayNamespace:
        key = "" if mistake is None else mistake.name
        if key not in self._versions:
            self._versions[key] = ReplayNamespace(self._definitions, mistake)
        return self._versions[key]


def measure_likeness(evidence: Sequence[MatchEvidence]) -> int:
    """Returns the number of parts in which equal answers differ from the solution's.

    Raises:
        NotExplained: an answer is another one, or nothing distinguishes the mistake from the solution.
    """
    differences: list[NotExplained] = []
    # The first that matches decides. The others are for answers in the tails, and in single precision.
    for precision in PRECISIONS:
        try:
            return _compare(evidence, precision)
        except NotExplained as error:
            differences.append(error)
    # The author of a course reads the reason at the usual precision.
    raise differences[0]


def _compare(evidence: Sequence[MatchEvidence], precision: Precision) -> int:
    strength = 0
    raised = None
    for item in evidence:
        alike = count_matches(item.seen, item.wrong, item.right, precision)
        if alike is None:
            raise _Different(f"{item.what} is {_words(item.seen)}, and replayed it is {_words(item.wrong)}")
        if _is_exception(item.seen):
            raised = item
        else:
            strength += alike
    if not strength and raised is not None:
        raise _OnlyRaised(f"{raised.what} is {_words(raised.seen)}, and other mistakes raise the same")
    if not strength:
        raise _Silent(f"{evidence[0].what} is that of the solution, too")
    return strength


def _is_exception(value: object) -> bool:
    return isinstance(value, ShownValues) and value.raised is not None


def _words(value: object) -> str:
    """Describes a value to the author of a course."""
    if isinstance(value, ShownValues):
        if value.raised is not None:
            return f"the exception {value.raised[0]}: {clip(value.raised[1], 100)}"
        return _words(value.value) + ("" if value.after is None else f", leaving {_words(value.after)}")
    if isinstance(value, tuple | list):
        return f"({', '.join(map(_words, value))})"
    return clip(repr(value), 100) if isinstance(value, bool | frozenset) else describe_kind(value)
