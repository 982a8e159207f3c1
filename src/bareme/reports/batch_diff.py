"""Compares two batches of a class, for example around a regrade."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from bareme.errors import InputError
from bareme.i18n.catalogs import N_, translations
from bareme.i18n.messages import msg
from bareme.reports.jinja_environment import format_points
from bareme.reports.labels import STATUS_WORDS
from bareme.results.result import CheckOutcome, Result, WrittenAnswer, in_order

__all__ = [
    "BatchDiff",
    "CheckChange",
    "OutcomeChange",
    "StudentChange",
    "WrittenChange",
    "compare_batches",
    "describe_changes",
    "describe_outcome",
    "describe_written",
]

_ABOUT_CHECKS: Final = {
    "suite": N_("suite"),
    "data": N_("data"),
    "bareme": "bareme",
    "python": "Python",
    "tensorflow": "TensorFlow",
    "keras": "Keras",
    "numpy": "NumPy",
}
"""Fingerprint fields that a whole class shares, with their labels on the page."""
_T = TypeVar("_T")
_DIGEST: Final = 12
_SAME: Final = 1e-9


@dataclass(frozen=True)
class OutcomeChange:
    """The two outcomes of a check; None where the suite lacks it."""

    before: CheckOutcome | None
    after: CheckOutcome | None

    @property
    def check(self) -> CheckOutcome:
        """The newer outcome, or the older one where there is no newer."""
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def gain(self) -> float:
        """The points gained; negative where points were lost."""
        return (self.after.score if self.after else 0.0) - (self.before.score if self.before else 0.0)


@dataclass(frozen=True)
class WrittenChange:
    """A written answer of one student whose mark changed."""

    before: WrittenAnswer | None
    after: WrittenAnswer | None


@dataclass(frozen=True)
class StudentChange:
    """The changes for one student."""

    before: Result
    after: Result
    checks: tuple[OutcomeChange, ...]
    written: tuple[WrittenChange, ...]

    @property
    def handed_in_again(self) -> bool:
        """True if the file changed, not only the grading."""
        return self.before.file.sha256 != self.after.file.sha256

    @property
    def grade_changed(self) -> bool:
        """True if the grade changed, appeared or disappeared."""
        old, new = self.before, self.after
        pairs = zip(old.grade_range, new.grade_range, strict=True)
        return (old.grade is None) != (new.grade is None) or any(abs(a - b) > _SAME for a, b in pairs)

    @property
    def difference(self) -> float | None:
        """The change of the grade, or of its lower bound; None where the two cannot be compared."""
        bounds = _comparable(self.before, self.after)
        return None if bounds is None else bounds[1] - bounds[0]


@dataclass(frozen=True)
class CheckChange:
    """The students whose outcome of one check changed, by kind of change.

    ``is_new`` and ``is_gone`` mark a check that only one of the two suites has.
    """

    check: CheckOutcome
    now_pass: int
    no_longer_pass: int
    otherwise: int
    is_new: bool
    is_gone: bool


@dataclass(frozen=True)
class BatchDiff:
    """The differences between two batches of one assignment.

    ``students`` holds the students of both batches with any change, the largest change of the grade first.
    ``causes`` holds what differs between the gradings: a label, the values before, the values after.
    ``handed_in_again`` counts the students whose file changed, even if nothing else did. The means are over
    the students who have a grade in both batches, or None if there are none.
    """

    both: int
    students: tuple[StudentChange, ...]
    checks: tuple[CheckChange, ...]
    came: tuple[Result, ...]
    left: tuple[Result, ...]
    causes: tuple[tuple[str, str, str], ...]
    handed_in_again: int
    mean_before: float | None
    mean_after: float | None

    @property
    def is_empty(self) -> bool:
        """True if students, outcomes, marks and grades are the same."""
        return not (self.students or self.came or self.left)

    @property
    def grades(self) -> tuple[StudentChange, ...]:
        """The students whose grade changed."""
        return tuple(student for student in self.students if student.grade_changed)

    @property
    def risen(self) -> int:
        """The number of grades that rose."""
        return sum((student.difference or 0.0) > _SAME for student in self.students)

    @property
    def fallen(self) -> int:
        """The number of grades that fell."""
        return sum((student.difference or 0.0) < -_SAME for student in self.students)


def compare_batches(before: Sequence[Result], after: Sequence[Result]) -> BatchDiff:
    """Compares two batches by the ids of students, checks and written answers.

    Raises:
        InputError: a batch is empty, or the results are of several assignments.
    """
    old, new = ({one.student.id: one for one in in_order(batch)} for batch in (before, after))
    slugs = {one.assignment for one in (*old.values(), *new.values())}
    if len(slugs) > 1:
        raise InputError(
            msg(
                "the two batches are of several assignments (%(slugs)s); "
                "compare two batches of the same one.",
                slugs=", ".join(sorted(slugs)),
            )
        )
    pairs = [(old[student], new[student]) for student in new if student in old]
    changed = [one for one in (_student(*pair) for pair in pairs) if _differs(one)]
    graded = [bounds for bounds in (_comparable(*pair) for pair in pairs) if bounds is not None]
    return BatchDiff(
        both=len(pairs),
        students=tuple(sorted(changed, key=_size)),
        checks=_checks(changed),
        came=tuple(result for student, result in new.items() if student not in old),
        left=tuple(result for student, result in old.items() if student not in new),
        causes=tuple(_causes(pairs)),
        handed_in_again=sum(a.file.sha256 != b.file.sha256 for a, b in pairs),
        mean_before=statistics.fmean(grade for grade, _ in graded) if graded else None,
        mean_after=statistics.fmean(grade for _, grade in graded) if graded else None,
    )


def _comparable(before: Result, after: Result) -> tuple[float, float] | None:
    """Returns both grades, if determined and with the same points pending."""
    if before.grade is None or after.grade is None or before.pending != after.pending:
        return None
    return before.grade_range[0], after.grade_range[0]


def _student(before: Result, after: Result) -> StudentChange:
    if not (before.is_gradable and after.is_gradable):
        # Without outcomes on one side, each check would look as if the suite had gained or dropped it.
        return StudentChange(before, after, (), ())
    outcomes = _pair({one.id: one for one in before.checks}, {one.id: one for one in after.checks})
    answers = _pair({one.id: one for one in before.written}, {one.id: one for one in after.written})
    return StudentChange(
        before,
        after,
        tuple(OutcomeChange(a, b) for a, b in outcomes if _outcome(a) != _outcome(b)),
        tuple(WrittenChange(a, b) for a, b in answers if _marked(a) != _marked(b)),
    )


def _pair(before: Mapping[str, _T], after: Mapping[str, _T]) -> Iterator[tuple[_T | None, _T | None]]:
    """Pairs values by id, newer ones first and in order."""
    for identifier in (*after, *(one for one in before if one not in after)):
        yield before.get(identifier), after.get(identifier)


def _outcome(check: CheckOutcome | None) -> tuple[object, ...]:
    return () if check is None else (check.status, check.score, check.max_score)


def _marked(answer: WrittenAnswer | None) -> tuple[object, ...]:
    return () if answer is None else (answer.status, answer.score, answer.max_score)


def _differs(student: StudentChange) -> bool:
    return bool(student.grade_changed or student.checks or student.written)


def _size(student: StudentChange) -> tuple[bool, float, str]:
    """Sorts grades that appeared or disappeared first, then by size of change."""
    difference = student.difference
    appeared = student.grade_changed and difference is None
    return not appeared, -abs(difference or 0.0), student.after.student.id


def _checks(students: Iterable[StudentChange]) -> tuple[CheckChange, ...]:
    by_check: dict[str, list[OutcomeChange]] = {}
    for student in students:
        for change in student.checks:
            by_check.setdefault(change.check.id, []).append(change)
    return tuple(_check(changes) for changes in by_check.values())


def _check(changes: Sequence[OutcomeChange]) -> CheckChange:
    passed = [(_passed(change.before), _passed(change.after)) for change in changes]
    return CheckChange(
        check=changes[0].check,
        now_pass=passed.count((False, True)),
        no_longer_pass=passed.count((True, False)),
        otherwise=len(passed) - passed.count((False, True)) - passed.count((True, False)),
        is_new=all(change.before is None for change in changes),
        is_gone=all(change.after is None for change in changes),
    )


def _passed(check: CheckOutcome | None) -> bool:
    return check is not None and check.status == "passed"


def _causes(pairs: Sequence[tuple[Result, Result]]) -> Iterator[tuple[str, str, str]]:
    for part, label in _ABOUT_CHECKS.items():
        old, new = (
            sorted({getattr(pair[side].fingerprint, part)[:_DIGEST] for pair in pairs}) for side in (0, 1)
        )
        if old != new:
            yield label, _list(old), _list(new)
    for part, label in (("profile", N_("profile")), ("isolation", N_("isolation"))):
        old, new = (sorted({getattr(pair[side], part) for pair in pairs}) for side in (0, 1))
        if old != new:
            yield label, _list(old), _list(new)


def _list(values: Iterable[str]) -> str:
    return ", ".join(value or "–" for value in values)


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
