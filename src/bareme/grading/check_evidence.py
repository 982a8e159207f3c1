"""Evidence that a student may see, built from a check's run.

There are two kinds. *Evidence of a check* shows its inputs and expected values, so a hidden check has none.
*Training evidence* shows models and histories in variables of the notebook, on samples that the student has.
It belongs to an exercise, whichever check read the variable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bareme.datasets import GraderData
from bareme.errors import StudentError
from bareme.grading.model_plots import confuse, draw_losses, find_visible
from bareme.results.evidence import MAX_EVIDENCE, Evidence
from bareme.results.result import Status
from bareme.student.kinds import RemoteKind, find_remote_kind
from bareme.student.observations import Call, Observation, VariableRead
from bareme.student.recorder import Classified, Losses, Predicted, Record

__all__ = ["CheckRun", "build_evidence", "build_training_evidence"]

# Bounds the search for histories: a student's function may return lists of lists, millions of items long.
_MAX_DEPTH: Final = 3


@dataclass(frozen=True)
class CheckRun:
    """Everything known about one check after it ran."""

    status: Status
    error: BaseException | None
    shown: Sequence[Record]
    observations: Sequence[Observation]
    datasets: Sequence[GraderData]
    is_untouched: Callable[[VariableRead], bool] = lambda reading: True
    """Returns True if a variable holds the value that it had before any hidden check."""


def build_evidence(seen: CheckRun) -> tuple[Evidence, ...]:
    """Returns a public check's evidence, the cause of a failure first."""
    return tuple(_evidence(seen))[:MAX_EVIDENCE]


def _evidence(seen: CheckRun) -> Iterator[Evidence]:
    if isinstance(seen.error, StudentError):
        yield from seen.error.places
    # A suite may catch the failure of a comparison and go on. Only the last record can be the one that failed
    # the check.
    if seen.status == "failed" and seen.shown:
        yield from seen.shown[-1].show(seen.observations)
    variables = _variables(seen.observations)
    calls = [one for one in seen.observations if isinstance(one, Call)]
    for call in calls:
        yield from _draw_all(call.value, call.name)
    # Values of variables are training evidence, which the page shows once for the exercise.
    for losses in _own_losses(seen):
        if id(losses.source) not in variables and (curves := draw_losses(losses, "")) is not None:
            yield curves
    for classified, predicted in _classified(seen):
        model = None if predicted is None else predicted.model
        if id(model) not in variables and (data := find_visible(classified, seen.datasets)) is not None:
            confusion = confuse(classified, predicted, data, "")
            yield from () if confusion is None else (confusion,)


def build_training_evidence(seen: CheckRun) -> tuple[Evidence, ...]:
    """Returns the training evidence that a check saw.

    Hidden checks have it too, since it never shows their inputs.
    """
    return tuple(_training_evidence(seen))


def _training_evidence(seen: CheckRun) -> Iterator[Evidence]:
    readings = [one for one in seen.observations if isinstance(one, VariableRead) and seen.is_untouched(one)]
    variables = _variables(readings)
    for reading in readings:
        yield from _draw_all(reading.value, reading.name)
    for losses in _own_losses(seen):
        name = variables.get(id(losses.source))
        if name is not None and (curves := draw_losses(losses, name)) is not None:
            yield curves
    for classified, predicted in _classified(seen):
        name = None if predicted is None else variables.get(id(predicted.model))
        if name is not None and (data := find_visible(classified, seen.datasets)) is not None:
            confusion = confuse(classified, predicted, data, name)
            yield from () if confusion is None else (confusion,)


def _variables(observations: Iterable[Observation]) -> dict[int, str]:
    """Returns the variables that were read, by the id of their value."""
    # By identity: equal models are different evidence. The observations keep the values, so no id is reused.
    return {id(one.value): one.name for one in observations if isinstance(one, VariableRead)}


def _own_losses(seen: CheckRun) -> tuple[Losses, ...]:
    """Returns the last losses that were judged, unless a history contains them.

    The history is drawn instead, with its other metrics.
    """
    values = (one.value for one in seen.observations if isinstance(one, Call | VariableRead))
    remote = [pair for value in values for pair in _remote_values(value, _MAX_DEPTH)]
    found = [
        one
        for one in seen.shown
        if isinstance(one, Losses) and not any(kind.shows(value, one.source) for value, kind in remote)
    ]
    return tuple(found[-1:])


def _classified(seen: CheckRun) -> Iterator[tuple[Classified, Predicted | None]]:
    """Yields the guesses that were compared with labels, with their predictions."""
    predicted = {id(one.guesses): one for one in seen.shown if isinstance(one, Predicted)}
    for one in seen.shown:
        if isinstance(one, Classified):
            yield one, predicted.get(id(one.guesses))


def _draw_all(value: object, name: str) -> Iterator[Evidence]:
    """Yields the evidence of each object of a known kind in a value."""
    for item, kind in _remote_values(value, _MAX_DEPTH):
        yield from kind.draw(item, name)


def _remote_values(value: object, depth: int) -> Iterator[tuple[object, RemoteKind[Any, Any]]]:
    """Yields the values of sandbox objects in the value of a function, with their kinds."""
    kind = find_remote_kind(value)
    if kind is not None:
        yield value, kind
    elif depth and isinstance(value, list | tuple):
        # A function that trains returns a history with few other values.
        for item in value[:8]:
            yield from _remote_values(item, depth - 1)
