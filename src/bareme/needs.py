"""Checks that cannot be judged on their own inputs: what they need, and what is lost with it.

One mistake is paid for once where each check has inputs of its own. Where that is impossible, a check names
the earlier exercise or check that it rests on; when that one did not pass, it is not run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bareme.course import Assignment, closest
from bareme.errors import CourseError
from bareme.results import CheckOutcome, Status
from bareme.suite import Check

__all__ = ["Loss", "find_loss", "in_order_of_needs", "read_needs", "validate_needs"]


@dataclass(frozen=True)
class Loss:
    """Why a check is not run: the exercise or check that did not pass, and how that one ended."""

    because_of: str
    status: Status


def read_needs(value: object, where: str) -> tuple[str, ...]:
    """Reads what a marker says that a check needs: one name, or several.

    Raises:
        CourseError: it is something else.
    """
    names = (value,) if isinstance(value, str) else value
    if isinstance(names, tuple | list) and all(isinstance(name, str) for name in names):
        return tuple(names)
    raise CourseError(
        f'{where}: needs={value!r} names no exercise or check; write one such as needs="forward".'
    )


def validate_needs(checks: Sequence[Check], assignment: Assignment) -> None:
    """Demands that each need comes earlier, so that nothing goes round in a circle.

    Raises:
        CourseError: a check needs what there is not, what comes later, or what only the grader has.
    """
    exercises = [exercise.id for exercise in assignment.settings.exercise]
    by_id = {check.id: check for check in checks}
    places = {check.id: (exercises.index(check.exercise), place) for place, check in enumerate(checks)}
    for check in checks:
        where = f"{assignment.grader_folder}, check {check.id}"
        for need in check.needs:
            if need in exercises:
                if exercises.index(need) >= exercises.index(check.exercise):
                    raise CourseError(
                        f"{where} needs the exercise {need!r}, which is not earlier than its own, "
                        f"{check.exercise!r}; name an earlier one."
                    )
            elif need not in by_id:
                known = [*exercises, *by_id]
                raise CourseError(
                    f"{where} needs {need!r}, and there is no such exercise or check{closest(need, known)}; "
                    "correct the name."
                )
            elif places[need] >= places[check.id]:
                raise CourseError(f"{where} needs {need}, which is not earlier; name an earlier check.")
            elif check.visibility == "public" and by_id[need].visibility == "hidden":
                raise CourseError(
                    f"{where} is public and needs the hidden check {need}, which students do not have; "
                    "name a public check, or an exercise."
                )


def in_order_of_needs(checks: Sequence[Check], assignment: Assignment) -> list[Check]:
    """Returns the checks as they are to be run: where any needs another, those of earlier exercises first."""
    if not any(check.needs for check in checks):
        return list(checks)
    exercises = [exercise.id for exercise in assignment.settings.exercise]
    return sorted(checks, key=lambda check: exercises.index(check.exercise))


def find_loss(check: Check, checks: Mapping[str, Check], outcomes: Mapping[str, CheckOutcome]) -> Loss | None:
    """Returns why a check is not to be run, None where all that it needs has passed.

    What bareme could not tell comes first: with it, no point is lost for good.
    """
    losses = list(_losses(check, checks, outcomes))
    return min(losses, key=lambda loss: loss.status != "undetermined", default=None)


def _losses(
    check: Check, checks: Mapping[str, Check], outcomes: Mapping[str, CheckOutcome]
) -> Iterator[Loss]:
    for need in check.needs:
        for name, outcome in outcomes.items():
            if need in (name, checks[name].exercise) and outcome.status != "passed":
                # What that one itself was lost to is where the student has to begin.
                yield Loss(outcome.because_of or need, outcome.status)
