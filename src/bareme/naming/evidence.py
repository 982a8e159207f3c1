"""What a check saw of a submission, beside what a mistake and the solution show in its place."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bareme.checks.style import grows
from bareme.naming.answers import MISSING
from bareme.naming.stand_ins import Unrepeatable
from bareme.naming.versions import Answer, Version
from bareme.observations import Call, Imports, Observation, Reading, Steps
from bareme.solution import Mistake

__all__ = ["Evidence", "Shown", "gather"]


class Shown(NamedTuple):
    """What a call came to; the arguments after it are None where the check did not ask for them."""

    value: object
    raised: tuple[str, str] | None
    after: object


@dataclass(frozen=True)
class Evidence:
    """One thing that was seen, and what it would have been otherwise; ``right`` may be ``MISSING``."""

    what: str
    seen: object
    wrong: object
    right: object


def gather(
    observations: Sequence[Observation], mistake: Mistake, wrong: Version, right: Version
) -> Iterator[Evidence]:
    """Yields what was seen of the functions, variables and imports that a mistake replaces.

    To these functions belong those of the solution that use one of them or of the variables.

    Raises:
        Unrepeatable: the mistake cannot say what it would have shown.
    """
    functions = wrong.users_of({*mistake.functions, *mistake.variables})
    wrong_answers = wrong.replay(observations, functions)
    try:
        right_answers = right.replay(observations, functions)
    except Unrepeatable:
        right_answers = {}
    for index, seen in enumerate(observations):
        if isinstance(seen, Call) and index in wrong_answers:
            known = right_answers.get(index)
            yield Evidence(
                f"the answer of {seen.name}",
                _shown(Answer(seen.value, seen.raised, seen.after or ((), {})), seen),
                _shown(wrong_answers[index], seen),
                MISSING if known is None else _shown(known, seen),
            )
        elif isinstance(seen, Reading) and seen.name in mistake.variables:
            yield Evidence(seen.name, seen.value, wrong.variable(seen.name), _variable(right, seen.name))
        elif isinstance(seen, Imports) and (new := wrong.modules - right.modules):
            yield Evidence("the imports", seen.modules & new, new, frozenset())
    yield from _growths(observations, functions, wrong, right)


def _shown(answer: Answer, call: Call) -> Shown:
    raised = None if answer.raised is None else (answer.raised.type_name, answer.raised.message)
    return Shown(answer.value, raised, None if call.after is None else answer.after)


def _variable(version: Version, name: str) -> object:
    try:
        return version.variable(name)
    except Unrepeatable:
        return MISSING


def _growths(
    observations: Sequence[Observation], functions: Collection[str], wrong: Version, right: Version
) -> Iterator[Evidence]:
    """Yields, for each two calls in a row of which the steps were counted, whether the second took more."""
    before: Steps | None = None
    for seen in observations:
        if not isinstance(seen, Steps) or seen.name not in functions:
            continue
        if before is None or before.name != seen.name:
            before = seen
            continue
        of_wrong, of_right = (
            grows(version.count_steps(before), version.count_steps(seen)) for version in (wrong, right)
        )
        yield Evidence(f"whether {seen.name} loops", grows(before.count, seen.count), of_wrong, of_right)
        before = None
