"""Records the values that assertions compare, so that pages can show them.

An assertion calls ``record`` just before it judges. Nothing is computed or copied here: most checks pass, and
the records of hidden checks are discarded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Final

from numpy.typing import NDArray

from bareme.results.evidence import Evidence
from bareme.student.observations import Observation

__all__ = [
    "Classified",
    "Losses",
    "Predicted",
    "Record",
    "forgets_return",
    "note_no_return",
    "record",
    "start_recording_evidence",
    "take_records",
]

_MAX_RECORDS: Final = 8
"""A suite may compare in a loop; the last record is the one that it judged."""


class Record:
    """A comparison that an assertion is about to judge."""

    def show(self, observations: Sequence[Observation]) -> Iterable[Evidence]:
        """Yields evidence for a failed check, from its observations.

        It is computed only for the last record of a public check that failed.
        """
        return ()


@dataclass(frozen=True, eq=False)
class Losses(Record):
    """The student's losses, one for each step."""

    values: NDArray[Any]
    source: object
    """The value that they were read from."""


@dataclass(frozen=True, eq=False)
class Classified(Record):
    """Predicted and right classes of some samples, each of shape (N,)."""

    guesses: NDArray[Any]
    truth: NDArray[Any]


@dataclass(frozen=True, eq=False)
class Predicted(Record):
    """Classes that a model predicts, not yet compared with labels."""

    guesses: NDArray[Any]
    model: object
    confidence: Callable[[], NDArray[Any]]
    """Returns the model's confidence in each guess, in [0, 1]."""


_records: ContextVar[list[Record] | None] = ContextVar("records", default=None)
_no_return: ContextVar[bool] = ContextVar("no_return", default=False)


def start_recording_evidence() -> None:
    """Starts an empty list of records for the next check."""
    _records.set([])
    _no_return.set(False)


def note_no_return() -> None:
    """Notes that a function gave None because it does not end with ``return``. No-op outside a check."""
    _no_return.set(_records.get() is not None)


def forgets_return() -> bool:
    """Returns True if a function of this check gave None for want of a ``return``."""
    return _no_return.get()


def record(item: Record) -> None:
    """Records a comparison. No-op outside a check."""
    records = _records.get()
    if records is not None:
        records.append(item)
        del records[:-_MAX_RECORDS]


def take_records() -> tuple[Record, ...]:
    """Returns the records of the check in order, and stops recording."""
    items = tuple(_records.get() or ())
    _records.set(None)
    _no_return.set(False)
    return items
