"""Dependencies between checks, which decide the order and which are skipped.

Checks with inputs of their own punish a mistake once. Where that is impossible, a check names the earlier
exercise or check that it depends on, and is not run unless that one passed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bareme.course.course import Assignment
from bareme.errors import CourseError
from bareme.grading.pytest_runner import Check
from bareme.i18n.messages import Message, msg
from bareme.i18n.text import closest
from bareme.results.result import CheckOutcome, Status

__all__ = ["Blocker", "find_blocker", "read_dependencies", "sort_by_dependency", "validate_dependencies"]


@dataclass(frozen=True)
class Blocker:
    """The exercise or check that blocks another, and its status."""

    because_of: str
    status: Status


def read_dependencies(value: object, where: str, key: str) -> tuple[str, ...]:
    """Reads ``needs`` or ``given`` of a marker: one name, or several.

    Raises:
        CourseError: it is anything else.
    """
    names = (value,) if isinstance(value, str) else value
    if isinstance(names, tuple | list) and all(isinstance(name, str) for name in names):
        return tuple(names)
    raise CourseError(
        msg(
            '%(where)s: %(key)s=%(value)s names no exercise or check; write one such as %(key)s="forward".',
            where=where,
            key=key,
            value=repr(value),
        )
    )


def validate_dependencies(checks: Sequence[Check], assignment: Assignment) -> None:
    """Checks that dependencies come earlier, and that public checks need public ones.

    What a check is given are exercises; a public check may be given any, since only the grader replaces them.

    This rules out cycles, and makes the outcome of a public check independent of the hidden ones.

    Raises:
        CourseError: a check needs something unknown, something later, or something that only the grader has.
    """
    exercises = [exercise.id for exercise in assignment.settings.exercise]
    for check in checks:
        where = msg("%(file)s, check %(check)s", file=assignment.grader_folder, check=check.id)
        for need in check.needs:
            judge = _judge_exercise if need in exercises else _judge_check
            problem = judge(where, check, need, checks, exercises)
            if problem is not None:
                raise CourseError(problem)
        for one in check.given:
            if one not in exercises[: exercises.index(check.exercise)]:
                raise CourseError(
                    msg(
                        "%(where)s is given %(given)s, which is no earlier exercise%(guess)s; name one.",
                        where=where,
                        given=repr(one),
                        guess=closest(one, exercises),
                    )
                )


def _judge_exercise(
    where: Message, check: Check, need: str, checks: Sequence[Check], exercises: Sequence[str]
) -> Message | None:
    """Returns the error in a dependency on an exercise, if any."""
    if exercises.index(need) >= exercises.index(check.exercise):
        return msg(
            "%(where)s needs the exercise %(need)s, which is not earlier than its own, %(exercise)s; name an "
            "earlier one.",
            where=where,
            need=repr(need),
            exercise=repr(check.exercise),
        )
    hidden = any(one.exercise == need and one.visibility == "hidden" for one in checks)
    if check.visibility == "public" and hidden:
        return msg(
            "%(where)s is public and needs the exercise %(need)s, which has hidden checks, and students do "
            "not have those; name the public checks that it rests on.",
            where=where,
            need=repr(need),
        )
    return None


def _judge_check(
    where: Message, check: Check, need: str, checks: Sequence[Check], exercises: Sequence[str]
) -> Message | None:
    """Returns the error in a dependency on a check, if any."""
    by_id = {one.id: one for one in checks}
    places = {one.id: (exercises.index(one.exercise), place) for place, one in enumerate(checks)}
    if need not in by_id:
        return msg(
            "%(where)s needs %(need)s, and there is no such exercise or check%(guess)s; correct the name.",
            where=where,
            need=repr(need),
            guess=closest(need, [*exercises, *by_id]),
        )
    if places[need] >= places[check.id]:
        return msg(
            "%(where)s needs %(need)s, which is not earlier; name an earlier check.", where=where, need=need
        )
    if check.visibility == "public" and by_id[need].visibility == "hidden":
        return msg(
            "%(where)s is public and needs the hidden check %(need)s, which students do not have; name a "
            "public check, or an exercise without hidden checks.",
            where=where,
            need=need,
        )
    return None


def sort_by_dependency(checks: Sequence[Check], assignment: Assignment) -> list[Check]:
    """Sorts checks to run: public before hidden, then by exercise.

    The page shows what the student's code answers to a public check. If a hidden check had run before, this
    answer could contain the inputs of the hidden check. Hence no public check may need a hidden one.
    """
    exercises = [exercise.id for exercise in assignment.settings.exercise]
    # Sorting is stable: within an exercise, the order of the suite remains, which needs rely on.
    return sorted(checks, key=lambda check: (check.visibility == "hidden", exercises.index(check.exercise)))


def find_blocker(
    check: Check, checks: Mapping[str, Check], outcomes: Mapping[str, CheckOutcome]
) -> Blocker | None:
    """Returns the reason to skip a check, None to run it.

    An undetermined blocker is preferred, since then no point is lost for good.
    """
    blockers = _find_blockers(check, checks, outcomes)
    return min(blockers, key=lambda blocker: blocker.status != "undetermined", default=None)


def _find_blockers(
    check: Check, checks: Mapping[str, Check], outcomes: Mapping[str, CheckOutcome]
) -> Iterator[Blocker]:
    for need in check.needs:
        # The outcomes so far suffice: `validate_dependencies` has made sure that all needs come before.
        for name, outcome in outcomes.items():
            if need in (name, checks[name].exercise) and outcome.status != "passed":
                # Report the first failing check of the chain: the student has to begin there.
                yield Blocker(outcome.because_of or need, outcome.status)
