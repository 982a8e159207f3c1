"""Pairs of observations and the answers that a mistake gives."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bareme.checks.code_style import grows
from bareme.course.solution import Mistake
from bareme.grading.mistakes.comparison import MISSING
from bareme.grading.mistakes.object_replay import NotReplayable
from bareme.grading.mistakes.replay import ReplayedAnswer, ReplayNamespace
from bareme.student.observations import Call, ImportedModules, InstructionCount, Observation, VariableRead

__all__ = ["MatchEvidence", "ShownValues", "gather_match_evidence"]


class ShownValues(NamedTuple):
    """The outcome of a call.

    ``after``, the arguments after the call, is None if the check did not ask for them.
    """

    value: object
    raised: tuple[str, str] | None
    after: object


@dataclass(frozen=True)
class MatchEvidence:
    """An observed value, the mistake's and the right one.

    ``right`` may be ``MISSING``.
    """

    what: str
    seen: object
    wrong: object
    right: object


def gather_match_evidence(
    observations: Sequence[Observation], mistake: Mistake, wrong: ReplayNamespace, right: ReplayNamespace
) -> Iterator[MatchEvidence]:
    """Yields the observations of functions, variables and imports that a mistake replaces.

    Functions of the solution that use one of these functions or variables are included.

    Raises:
        NotReplayable: the mistake's answers cannot be computed.
    """
    functions = wrong.find_users({*mistake.functions, *mistake.variables})
    # First, since nothing can be compared if this raises.
    wrong_answers = wrong.replay(observations, functions)
    try:
        right_answers = right.replay(observations, functions)
    # The solution alone decides how strong the evidence is; without it, agreeing with the mistake still
    # counts.
    except NotReplayable:
        right_answers = {}
    for index, seen in enumerate(observations):
        if isinstance(seen, Call) and index in wrong_answers:
            known = right_answers.get(index)
            yield MatchEvidence(
                f"the answer of {seen.name}",
                _shown(ReplayedAnswer(seen.value, seen.raised, seen.after or ((), {})), seen),
                _shown(wrong_answers[index], seen),
                MISSING if known is None else _shown(known, seen),
            )
        elif isinstance(seen, VariableRead) and seen.name in mistake.variables:
            yield MatchEvidence(
                seen.name, seen.value, wrong.get_variable(seen.name), _variable(right, seen.name)
            )
        # Only modules that the mistake adds, since students import others, too.
        elif isinstance(seen, ImportedModules):
            before, after = (one.imported_modules(seen.function) for one in (right, wrong))
            if new := after - before:
                yield MatchEvidence("the imports", seen.modules & new, new, frozenset())
    yield from _growths(observations, functions, wrong, right)


def _shown(answer: ReplayedAnswer, call: Call) -> ShownValues:
    raised = None if answer.raised is None else (answer.raised.type_name, answer.raised.message)
    return ShownValues(answer.value, raised, None if call.after is None else answer.after)


def _variable(version: ReplayNamespace, name: str) -> object:
    try:
        return version.get_variable(name)
    except NotReplayable:
        return MISSING


def _growths(
    observations: Sequence[Observation],
    functions: Collection[str],
    wrong: ReplayNamespace,
    right: ReplayNamespace,
) -> Iterator[MatchEvidence]:
    """Compares the instruction counts of each two counted calls in a row.

    A second count that is larger shows a loop.
    """
    before: InstructionCount | None = None
    for seen in observations:
        if not isinstance(seen, InstructionCount) or seen.name not in functions:
            continue
        # Pairs do not overlap: `assert_vectorised` counts a small and a large call in turn.
        if before is None or before.name != seen.name:
            before = seen
            continue
        of_wrong, of_right = (
            grows(version.count_steps(before), version.count_steps(seen)) for version in (wrong, right)
        )
        yield MatchEvidence(f"whether {seen.name} loops", grows(before.count, seen.count), of_wrong, of_right)
        before = None
