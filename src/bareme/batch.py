"""Many submissions to results: a worker process for each, resumable, identical files graded once."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bareme.errors import BaremeError, InputError, NotebookError
from bareme.exports.gradebook import render_gradebook
from bareme.feedback.class_report import render_class_report
from bareme.feedback.plain_page import render_plain_page
from bareme.feedback.student_page import render_student_page
from bareme.files import PRIVATE, prepare_folder, write_whole
from bareme.grading import Graded, Plan, grade, undetermined_result
from bareme.intake import Submission
from bareme.marking.marks import with_marks, without_marks
from bareme.marking.store import read_marks, settling
from bareme.messages import SOURCE_LANGUAGE, languages, translations
from bareme.notebooks import dump_notebook, without_outputs
from bareme.results import RESULT_FILE, Result, StudentRecord, read_result
from bareme.room.session import MAX_ROOMS
from bareme.saying import Sentence, amount, as_sentence, joined, say
from bareme.workers import Ended, describe_failure, run_each

__all__ = [
    "CLASS_REPORT",
    "FEEDBACK_PAGE",
    "GRADEBOOK",
    "Pages",
    "Tell",
    "no_progress",
    "patience",
    "read_results",
    "refresh_student",
    "run_batch",
    "write_pages",
]

CLASS_REPORT: Final = "class.html"
FEEDBACK_PAGE: Final = "feedback.html"
GRADEBOOK: Final = "gradebook.csv"
NOTEBOOK: Final = "notebook.ipynb"

Tell = Callable[[int, int, Sentence], None]
"""Is told after each submission: how many are done, of how many, and a few words on this one."""


def no_progress(done: int, total: int, words: Sentence) -> None:
    """Tells nobody."""


@dataclass(frozen=True)
class Pages:
    """How pages are rendered; without a language, each student's page is in that of the template used."""

    template_folders: tuple[Path, ...]
    language: str | None = None
    default_language: str = SOURCE_LANGUAGE
    """Of the class report, where no language is asked for."""


def run_batch(
    plan: Plan,
    submissions: Sequence[Submission],
    out: Path,
    pages: Pages,
    *,
    workers: int,
    progress: Tell = no_progress,
) -> tuple[Result, ...]:
    """Grades what is missing or changed, and writes all that a batch writes.

    Returns:
        The results, in the order of the submissions.

    Raises:
        InputError: the output folder cannot be written, or holds another assignment.
    """
    prepare_folder(out)
    results: dict[str, Result] = {}

    def keep(submission: Submission, result: Result) -> None:
        results[submission.student_id] = result
        words = joined("  ", (submission.student_id, _mark(result)))
        progress(len(results), len(submissions), words)

    todo: dict[tuple[str, str], list[Submission]] = {}
    for submission in submissions:
        kept = _still_valid(plan, submission, out)
        if kept is None:
            # The suffix decides how a file is read, so it is a part of what makes two the same.
            key = (submission.sha256, Path(submission.file_name).suffix.lower())
            todo.setdefault(key, []).append(submission)
        else:
            keep(submission, _settle(kept, out, pages))
    firsts = [group[0] for group in todo.values()]
    for first in firsts:
        (student_folder(out, first.student_id) / RESULT_FILE).unlink(missing_ok=True)
    work = functools.partial(_grade_and_write, plan, out, pages)
    for first, ended in run_each(work, firsts, workers=workers, patience=patience(plan)):
        result = _result_of(plan, first, out, pages, ended)
        for submission in todo[first.sha256, Path(first.file_name).suffix.lower()]:
            own = result if submission is first else _copy_for(result, submission, first, out, pages)
            keep(submission, own)
    ordered = tuple(results[submission.student_id] for submission in submissions)
    write_class_files(ordered, out, pages)
    return ordered


def _mark(result: Result) -> Sentence:
    if result.grade is None:
        return say("not determined")
    return amount(f"{result.grade:g}/{result.scale:g}")


def write_class_files(
    results: Sequence[Result], out: Path, pages: Pages, before: Sequence[Result] = ()
) -> None:
    """Writes the gradebook and the class report, with the marks given by hand until now.

    ``before`` are the results of an earlier batch: the report then says what changed since.
    """
    with settling(out) as marks:
        settled = [with_marks(result, marks) for result in results]
        write_whole(out / GRADEBOOK, render_gradebook(settled))
        report = render_class_report(
            settled,
            language=pages.language or pages.default_language,
            template_folders=pages.template_folders,
            before=before,
        )
        write_whole(out / CLASS_REPORT, report)


def write_pages(out: Path, pages: Pages, before: Sequence[Result] = ()) -> tuple[Result, ...]:
    """Renders every page of a batch again from its results; ``before`` are those of an earlier batch.

    Raises:
        InputError: there are no results, or one of them cannot be read, or the earlier ones are of another
            assignment.
    """
    results = tuple(
        refresh_student(out, result.student.id, pages, always=True) for result in read_results(out)
    )
    write_class_files(results, out, pages, before)
    return results


def refresh_student(out: Path, student_id: str, pages: Pages, *, always: bool = False) -> Result:
    """Puts the marks given by hand into the files of a student; renders the page if that changed anything.

    Args:
        out: the folder of the batch.
        student_id: who has a result there.
        pages: how to render.
        always: render the page in any case.

    Raises:
        InputError: the result cannot be read, or the files not be written.
    """
    with settling(out) as marks:
        before = read_result(student_folder(out, student_id) / RESULT_FILE)
        result = with_marks(before, marks)
        if result is not before:
            result = _write_files(result, out, pages)
        elif always:
            _write_student_page(result, out, pages)
    return result


def read_results(out: Path) -> tuple[Result, ...]:
    """Reads the results of a batch, with the marks given by hand until now.

    Raises:
        InputError: there are none, or one of them cannot be read.
    """
    paths = sorted(out.glob(f"students/*/{RESULT_FILE}"))
    if not paths:
        raise InputError(
            say(
                "%(out)s holds no results (students/*/%(file)s); name the folder that `bareme "
                "grade -o` wrote.",
                out=out,
                file=RESULT_FILE,
            )
        )
    marks = read_marks(out)
    return tuple(with_marks(read_result(path), marks) for path in paths)


def student_folder(out: Path, student_id: str) -> Path:
    """Returns where the files of one student are."""
    return out / "students" / student_id


def _write_student_page(result: Result, out: Path, pages: Pages) -> Sentence | None:
    """Writes the page of a student; where it cannot be made, a plain one that says so, and returns why.

    Raises:
        InputError: a template is at fault, or the place cannot be written.
    """
    language, problem = pages.language or result.language, None
    try:
        page = render_student_page(result, language=language, template_folders=pages.template_folders)
    except InputError:
        raise
    except Exception as error:
        problem = say(
            "The feedback page could not be made (%(reason)s); the marks are not affected.",
            reason=describe_failure(error),
        )
        page = render_plain_page(result, problem, language)
    write_whole(student_folder(out, result.student.id) / FEEDBACK_PAGE, page)
    return problem


def _write_result(result: Result, out: Path, pages: Pages) -> Result:
    """Writes what grading found, with the marks given by hand, and returns that."""
    with settling(out) as marks:
        return _write_files(with_marks(result, marks), out, pages)


def _settle(result: Result, out: Path, pages: Pages) -> Result:
    """Puts marks into files that are kept: whoever saved them may have been killed before doing so."""
    with settling(out) as marks:
        marked = with_marks(result, marks)
        return marked if marked is result else _write_files(marked, out, pages)


def _write_files(result: Result, out: Path, pages: Pages) -> Result:
    """Writes the page and then the result, which says so where there is only a plain page; returns it."""
    problem = _write_student_page(result, out, pages)
    if problem is not None:
        result = _with_note(result, problem)
    write_whole(student_folder(out, result.student.id) / RESULT_FILE, result.to_json(), PRIVATE)
    return result


def _with_note(result: Result, note: Sentence) -> Result:
    """Returns a result that says one thing more, in every language; its verdicts stay."""
    if note in result.notes:
        return result
    said = {
        language: {**result.translations.get(language, {}), str(note): note.render(translations(language))}
        for language in languages()
        if language != SOURCE_LANGUAGE
    }
    return result.model_copy(update={"notes": (*result.notes, str(note)), "translations": said})


def _still_valid(plan: Plan, submission: Submission, out: Path) -> Result | None:
    """Returns the result of an earlier run, where grading again could only give the same."""
    folder = student_folder(out, submission.student_id)
    if not all((folder / name).exists() for name in (RESULT_FILE, FEEDBACK_PAGE, NOTEBOOK)):
        return None
    try:
        result = read_result(folder / RESULT_FILE)
    except InputError:
        return None
    if result.assignment != plan.assignment.slug:
        raise InputError(
            say(
                "%(out)s holds results of the assignment %(assignment)s, not of %(slug)s; choose "
                "another output folder with -o.",
                out=out,
                assignment=repr(result.assignment),
                slug=repr(plan.assignment.slug),
            )
        )
    expected = undetermined_result(plan, submission, as_sentence(""))
    same = ("fingerprint", "profile", "isolation", "student", "file")
    unchanged = all(getattr(result, name) == getattr(expected, name) for name in same)
    return result if unchanged and result.status == "graded" else None


def _copy_for(result: Result, submission: Submission, first: Submission, out: Path, pages: Pages) -> Result:
    """Gives one student the result of another who handed in the same bytes."""
    own = without_marks(result).model_copy(
        update={
            "student": StudentRecord(id=submission.student_id, name=submission.name),
            "file": result.file.model_copy(update={"name": submission.file_name}),
        }
    )
    executed = student_folder(out, first.student_id) / NOTEBOOK
    if executed.exists():
        write_whole(student_folder(out, submission.student_id) / NOTEBOOK, executed.read_text("utf-8"))
    return _write_result(own, out, pages)


def _grade_and_write(plan: Plan, out: Path, pages: Pages, submission: Submission) -> None:
    """What a worker does."""
    try:
        graded = grade(plan, submission)
        result, notebook = _dump(graded)
    except BaremeError as error:
        result, notebook = undetermined_result(plan, submission, error.sentence), ""
    except Exception as error:
        result, notebook = undetermined_result(plan, submission, describe_failure(error)), ""
    write_whole(student_folder(out, submission.student_id) / NOTEBOOK, notebook)
    _write_result(result, out, pages)


def _dump(graded: Graded) -> tuple[Result, str]:
    """Returns the result and the text of the notebook, without outputs where these cannot be written."""
    try:
        return graded.result, dump_notebook(graded.notebook)
    except NotebookError as error:
        note = say("%(error)s It is kept without its outputs.", error=error.sentence)
        return _with_note(graded.result, note), dump_notebook(without_outputs(graded.notebook))


def _result_of(plan: Plan, submission: Submission, out: Path, pages: Pages, ended: Ended) -> Result:
    """Returns what a worker wrote; one that died before leaves the submission undetermined."""
    with contextlib.suppress(InputError):
        return read_result(student_folder(out, submission.student_id) / RESULT_FILE)
    reason = ended.reason or say(
        "the worker that graded this submission ended with code %(code)s", code=ended.exit_code
    )
    return _write_result(undetermined_result(plan, submission, reason), out, pages)


def patience(plan: Plan) -> float:
    """Far more seconds than any limit allows: only a worker that hangs by a fault of ours takes it."""
    limits = plan.assignment.settings.limits
    return 4 * limits.total_seconds + 60 * MAX_ROOMS + 200 * limits.call_seconds
