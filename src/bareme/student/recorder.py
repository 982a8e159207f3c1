"""What assertions lay on the table while a check runs, for whoever gathers it afterwards.

An assertion calls ``show`` just before it judges. Nothing is computed or copied here: what is shown of a
hidden check is thrown away, and most checks pass.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from numpy.typing import NDArray

__all__ = [
    "Classified",
    "Difference",
    "Losses",
    "Predicted",
    "Recorded",
    "record",
    "start_recording_evidence",
    "take_records",
]

_MOST: Final = 8
"""A suite may compare in a loop; what it showed last is what it judged."""


@dataclass(frozen=True, eq=False)
class Difference:
    """Two arrays of one shape, and where they differ."""

    given: NDArray[Any]
    expected: NDArray[Any]
    error: NDArray[Any]
    """How wrong each element is: booleans, or numbers of which the largest is the worst."""
    wrong: NDArray[Any]
    """Booleans."""
    name: str
    estimated: bool = False
    """Whether ``expected`` comes from finite differences."""


@dataclass(frozen=True, eq=False)
class Losses:
    """One loss for each step, as the student gave them."""

    values: NDArray[Any]
    source: object
    """What they were read from."""


@dataclass(frozen=True, eq=False)
class Classified:
    """The classes predicted for some samples beside the right ones, all of shape (N,)."""

    guesses: NDArray[Any]
    truth: NDArray[Any]


@dataclass(frozen=True, eq=False)
class Predicted:
    """The classes that a model predicts for some samples, which are yet to be compared with labels."""

    guesses: NDArray[Any]
    model: object
    confidence: Callable[[], NDArray[Any]]
    """Returns how sure the model is of each guess, in [0, 1]."""


Recorded: TypeAlias = Difference | Losses | Classified | Predicted

_table: ContextVar[list[Recorded] | None] = ContextVar("table", default=None)


def start_recording_evidence() -> None:
    """Clears the table for the next check."""
    _table.set([])


def record(shown: Recorded) -> None:
    """Lays something on the table; outside of a check it is for nobody."""
    table = _table.get()
    if table is not None:
        table.append(shown)
        del table[:-_MOST]


def take_records() -> tuple[Recorded, ...]:
    """Returns what was shown since the check began, in order, and clears the table."""
    shown = tuple(_table.get() or ())
    _table.set(None)
    return shown
