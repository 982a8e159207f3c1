"""Collects the running times of a class and their limits."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from bareme.i18n.catalogs import N_
from bareme.results.result import Result

__all__ = ["Span", "Timing", "class_timing"]

_CLOSE: Final = 0.8
"""Share of the allowed processor time from which on a notebook is close to the limit."""
_PHASES: Final = {
    "notebook_seconds": N_("running the notebook"),
    "notebook_cpu_seconds": N_("processor time of the notebook"),
    "checks_seconds": N_("running the checks"),
}
"""Durations in a result, with their labels on the page."""


@dataclass(frozen=True)
class Span:
    """The seconds of one phase over a class, with the slowest submission."""

    label: str
    median: float
    longest: float
    whose: Result
    limit: float | None


@dataclass(frozen=True)
class Timing:
    """The times of a class, and the submissions near a limit.

    ``stopped_cells``, ``stopped_checks`` and ``close`` count submissions.
    """

    spans: tuple[Span, ...]
    stopped_cells: int
    stopped_checks: int
    died: int
    close: int


def class_timing(results: Sequence[Result]) -> Timing:
    """Collects the times of a class; results without durations count only time-outs."""
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
