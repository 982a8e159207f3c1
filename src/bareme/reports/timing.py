"""How long the notebooks and checks of a class took, and who came close to a limit."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from bareme.i18n.catalogs import N_
from bareme.results.result import Result

__all__ = ["Span", "Timing", "class_timing"]

_CLOSE: Final = 0.8
"""So much of the processor time that is allowed is close to the limit."""
_PHASES: Final = {
    "notebook_seconds": N_("running the notebook"),
    "notebook_cpu_seconds": N_("processor time of the notebook"),
    "checks_seconds": N_("running the checks"),
}
"""What a result measures, and how the page calls it."""


@dataclass(frozen=True)
class Span:
    """The seconds of one phase over a class, and whose are the most."""

    label: str
    median: float
    longest: float
    whose: Result
    limit: float | None


@dataclass(frozen=True)
class Timing:
    """What a class took: the phases, who ran into a limit of time, and who came close to the processor's.

    ``stopped_cells``, ``stopped_checks`` and ``close`` count submissions.
    """

    spans: tuple[Span, ...]
    stopped_cells: int
    stopped_checks: int
    died: int
    close: int


def class_timing(results: Sequence[Result]) -> Timing:
    """Measures a class that is not empty; a result without times counts only where it ran into a limit."""
    cells = [{cell.status for cell in result.cells} for result in results]
    return Timing(
        spans=tuple(_spans(results)),
        stopped_cells=sum("timeout" in statuses for statuses in cells),
        stopped_checks=sum(any(check.status == "timeout" for check in one.checks) for one in results),
        died=sum("died" in statuses for statuses in cells),
        close=sum(_is_close(result) for result in results),
    )


def _spans(results: Sequence[Result]) -> Iterable[Span]:
    for phase, label in _PHASES.items():
        times = [(result.durations[phase], result) for result in results if phase in result.durations]
        if times:
            longest, whose = max(times, key=lambda pair: pair[0])
            limit = whose.cpu_limit if phase == "notebook_cpu_seconds" else None
            yield Span(label, statistics.median(time for time, _ in times), longest, whose, limit)


def _is_close(result: Result) -> bool:
    used = result.durations.get("notebook_cpu_seconds")
    return used is not None and result.cpu_limit is not None and used >= _CLOSE * result.cpu_limit
