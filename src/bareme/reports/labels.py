"""Labels of statuses, and sentences shared by pages and the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

from bareme.i18n.catalogs import N_, localized, translations
from bareme.results.result import CellRecord, CellStatus, CheckOutcome, Result, Status

__all__ = [
    "CELL_WORDS",
    "SIGNS",
    "STATUS_WORDS",
    "UNVERIFIED",
    "describe_blocker",
    "failing_line",
    "summary_sentence",
]

STATUS_WORDS: Final[dict[Status, str]] = {
    "passed": N_("passed"),
    "failed": N_("not yet right"),
    "error": N_("raised an error"),
    "timeout": N_("took too long"),
    "not_attempted": N_("not attempted"),
    "undetermined": N_("not decided"),
}
SIGNS: Final[dict[Status, str]] = {
    "passed": "✓",
    "failed": "✗",
    "error": "!",
    "timeout": "…",
    "not_attempted": "○",
    "undetermined": "?",
}
CELL_WORDS: Final[dict[CellStatus, str]] = {
    "ok": N_("ran to its end"),
    "error": N_("raised an error"),
    "timeout": N_("took too long and was stopped"),
    "died": N_("ended the Python process"),
    "not_run": N_("did not run"),
}

UNVERIFIED: Final = N_("This depends on a model with code of your own, whose answers could not be verified.")


def failing_line(result: Result, cell: CellRecord) -> str:
    """Returns the line of code at which a cell stopped, or an empty string."""
    for place in reversed(cell.places):
        lines = result.cells[place.cell].source.split("\n") if place.cell < len(result.cells) else []
        if 0 < place.line <= len(lines):
            return lines[place.line - 1]
    return ""


def summary_sentence(result: Result, language: str) -> str:
    """Counts the checks that passed, and the others by status."""
    ngettext = translations(language).ngettext
    counts: Counter[str] = Counter(check.status for check in result.checks)
    total = len(result.checks)
    passed = ngettext(
        "%(passed)d of %(total)d check passed", "%(passed)d of %(total)d checks passed", total
    ) % {"passed": counts["passed"], "total": total}
    rest = ", ".join(_counted(counts, language))
    if not rest:
        return f"{passed}."
    return translations(language).gettext("%(passed)s; %(rest)s.") % {"passed": passed, "rest": rest}


def _counted(counts: Counter[str], language: str) -> Iterable[str]:
    ngettext = translations(language).ngettext
    failed, error, timeout, absent, unknown = (
        counts[status] for status in ("failed", "error", "timeout", "not_attempted", "undetermined")
    )
    if failed:
        yield ngettext("%(n)d is not yet right", "%(n)d are not yet right", failed) % {"n": failed}
    if error:
        yield ngettext("%(n)d raised an error", "%(n)d raised errors", error) % {"n": error}
    if timeout:
        yield ngettext("%(n)d took too long", "%(n)d took too long", timeout) % {"n": timeout}
    if absent:
        yield ngettext("%(n)d is not attempted", "%(n)d are not attempted", absent) % {"n": absent}
    if unknown:
        yield ngettext("%(n)d could not be decided", "%(n)d could not be decided", unknown) % {"n": unknown}


def describe_blocker(result: Result, check: CheckOutcome, language: str) -> str:
    """Returns why a check was skipped, or an empty string.

    Raises:
        InputError: there is no catalogue for the language.
    """
    if check.because_of is None:
        return ""
    titles = {other.id: other.title for other in result.checks}
    titles |= {one.id: localized(one.title, language, one.id) for one in result.exercises}
    sentence = translations(language).gettext(
        "Skipped because “%(title)s” did not pass, which this check needs. Correct that one first."
    )
    return sentence % {"title": titles.get(check.because_of, check.because_of)}
