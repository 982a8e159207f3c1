"""Selects the submissions that a person should look at first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from bareme.i18n.catalogs import N_, translations
from bareme.reports.advice import broken_cells
from bareme.reports.jinja_environment import format_points
from bareme.results.result import Result

__all__ = ["TriageEntry", "reasons", "triage"]

Reason = Literal[
    "undetermined",
    "unreadable",
    "missing",
    "answer_changed",
    "died",
    "cell_timeout",
    "check_timeout",
    "nothing_passed",
    "unverified",
    "below",
    "above",
]

_NEAR: Final = 0.05
"""Grades within this share of the scale are close to the threshold: one point of twenty."""
_HALF: Final = 0.5
_WORDS: Final[dict[Reason, str]] = {
    "undetermined": N_("undetermined, to be graded again"),
    "unreadable": N_("the file cannot be read"),
    "missing": N_("nothing to grade was found"),
    "answer_changed": N_("a written answer changed since it was marked"),
    "died": N_("a cell ended the Python process"),
    "cell_timeout": N_("a cell took too long"),
    "check_timeout": N_("a check took too long"),
    "nothing_passed": N_("no check passed, although code was written"),
    "unverified": N_("depends on an unverified model"),
    "below": N_("just below the pass mark: %(grade)s, and %(mark)s is needed"),
    "above": N_("at or just above the pass mark: %(grade)s, and %(mark)s is needed"),
}
_HALF_WORDS: Final[dict[Reason, str]] = {
    "below": N_("just below half of the scale: %(grade)s of %(scale)s"),
    "above": N_("at or just above half of the scale: %(grade)s of %(scale)s"),
}
_ORDER: Final = tuple(_WORDS)


@dataclass(frozen=True)
class TriageEntry:
    """A submission that a person should look at, with translated reasons."""

    result: Result
    reasons: tuple[str, ...]


def triage(results: Sequence[Result], language: str) -> tuple[TriageEntry, ...]:
    """Returns urgent submissions: undetermined ones first, grades near the threshold last."""
    found = [(reasons(result), result) for result in results]
    urgent = sorted((pair for pair in found if pair[0]), key=lambda pair: _ORDER.index(pair[0][0]))
    return tuple(
        TriageEntry(result, tuple(_say(reason, result, language) for reason in why)) for why, result in urgent
    )


def reasons(result: Result) -> tuple[Reason, ...]:
    """Returns the reasons to look at a submission, the most urgent first."""
    return tuple(sorted(_reasons(result), key=_ORDER.index))


def _reasons(result: Result) -> Iterable[Reason]:
    cells = {cell.status for cell in broken_cells(result)}
    checks = Counter(check.status for check in result.checks)
    if result.status != "graded":
        yield result.status
    if any(answer.changed for answer in result.written):
        yield "answer_changed"
    if "died" in cells:
        yield "died"
    if "timeout" in cells:
        yield "cell_timeout"
    if "timeout" in checks:
        yield "check_timeout"
    # In an untouched template, a check of a variable may raise, since the cell above it was not filled in.
    written = any(exercise.cells for exercise in result.exercises)
    if written and not checks["passed"] and checks["failed"] + checks["error"] > checks["not_attempted"]:
        yield "nothing_passed"
    if any(check.unverified for check in result.checks):
        yield "unverified"
    final = None if result.pending else result.grade
    distance = None if final is None else (final - _threshold(result)) / result.scale
    if distance is not None and abs(distance) <= _NEAR:
        yield "below" if distance < 0 else "above"


def _threshold(result: Result) -> float:
    return _HALF * result.scale if result.pass_mark is None else result.pass_mark


def _say(reason: Reason, result: Result, language: str) -> str:
    words = _HALF_WORDS.get(reason) if result.pass_mark is None else None
    sentence = translations(language).gettext(words or _WORDS[reason])
    return sentence % {
        "grade": format_points(result.grade or 0.0, language),
        "mark": format_points(_threshold(result), language),
        "scale": format_points(result.scale, language),
    }
