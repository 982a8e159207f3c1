"""Describes the changes between two batches in sentences."""

from __future__ import annotations

from bareme.i18n.catalogs import translations
from bareme.reports.batch_diff import BatchDiff, OutcomeChange, WrittenChange
from bareme.reports.jinja_environment import format_points
from bareme.reports.labels import STATUS_WORDS
from bareme.results.result import WrittenAnswer

__all__ = ["describe_changes", "describe_outcome", "describe_written"]


def describe_changes(changes: BatchDiff, language: str) -> str:
    """Describes how many grades changed, and how the mean changed."""
    words = translations(language)
    parts = [_grades(changes, language)]
    if changes.grades and changes.mean_before is not None and changes.mean_after is not None:
        parts.append(
            words.gettext("The mean of those graded both times went from %(before)s to %(after)s.")
            % {
                "before": format_points(changes.mean_before, language),
                "after": format_points(changes.mean_after, language),
            }
        )
    came, left, again = len(changes.came), len(changes.left), changes.handed_in_again
    if again:
        sentence = words.ngettext(
            "%(count)d student handed in another file.", "%(count)d students handed in another file.", again
        )
        parts.append(sentence % {"count": again})
    if came:
        sentence = words.ngettext("%(count)d student is new.", "%(count)d students are new.", came)
        parts.append(sentence % {"count": came})
    if left:
        sentence = words.ngettext("%(count)d is no longer there.", "%(count)d are no longer there.", left)
        parts.append(sentence % {"count": left})
    return " ".join(parts)


def describe_outcome(change: OutcomeChange, language: str) -> str:
    """Describes the change of an outcome, or of its points alone."""
    gettext = translations(language).gettext
    old, new = change.before, change.after
    if old is None or new is None:
        known = gettext(STATUS_WORDS[change.check.status])
        return (gettext("new: %(status)s") if old is None else gettext("dropped, was: %(status)s")) % {
            "status": known
        }
    if old.status != new.status:
        return f"{gettext(STATUS_WORDS[old.status])} → {gettext(STATUS_WORDS[new.status])}"
    return " → ".join(
        f"{format_points(one.score, language)} / {format_points(one.max_score, language)}"
        for one in (old, new)
    )


def describe_written(change: WrittenChange, language: str) -> str:
    """Describes the change of the mark of a written answer."""
    return f"{_mark(change.before, language)} → {_mark(change.after, language)}"


def _grades(changes: BatchDiff, language: str) -> str:
    words = translations(language)
    if changes.is_empty:
        sentence = words.ngettext(
            "Nothing changed: the outcomes and the grade of %(both)d student are as before.",
            "Nothing changed: the outcomes and the grades of %(both)d students are as before.",
            changes.both,
        )
        return sentence % {"both": changes.both}
    if not changes.grades:
        sentence = words.ngettext(
            "No grade of %(both)d student changed.", "No grade of %(both)d students changed.", changes.both
        )
        return sentence % {"both": changes.both}
    sentence = words.ngettext(
        "%(count)d grade of %(both)d changed: %(risen)d rose, %(fallen)d fell.",
        "%(count)d grades of %(both)d changed: %(risen)d rose, %(fallen)d fell.",
        len(changes.grades),
    )
    numbers = {"both": changes.both, "risen": changes.risen, "fallen": changes.fallen}
    return sentence % {"count": len(changes.grades), **numbers}


def _mark(answer: WrittenAnswer | None, language: str) -> str:
    if answer is None:
        return "–"
    if answer.status == "pending":
        return translations(language).gettext("to mark")
    return f"{format_points(answer.score, language)} / {format_points(answer.max_score, language)}"
