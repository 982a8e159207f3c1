"""Many submissions to results: a worker process for each, resumable, identical files graded once."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bareme.errors import BaremeError, InputError
from bareme.exports.gradebook import render_gradebook
from bareme.feedback.class_report import render_class_report
from bareme.feedback.student_page import render_student_page
from bareme.files import prepare_folder, write_whole
from bareme.grading import Plan, grade, undetermined_result
from bareme.intake import Submission
from bareme.notebooks import dump_notebook
from bareme.results import RESULT_FILE, Result, StudentRecord, read_result
from bareme.room.session import MAX_ROOMS
from bareme.workers import run_each

__all__ = [
    "CLASS_REPORT",
    "FEEDBACK_PAGE",
    "GRADEBOOK",
    "Pages",
    "Tell",
    "no_progress",
    "patience",
    "read_results",
    "run_batch",
    "write_pages",
]

CLASS_REPORT: Final = "class.html"
FEEDBACK_PAGE: Final = "feedback.html"
GRADEBOOK: Final = "gradebook.csv"
NOTEBOOK: Final = "notebook.ipynb"

Tell = Callable[[int, int, str], None]
"""Is told after each submission: how many are done, of how many, and a few words on this one."""


def no_progress(done: int, total: int, words: str) -> None:
    """Tells nobody."""


@dataclass(frozen=True)
class Pages:
    """How pages are rendered; without a language, each student's page is in that of the template used."""

    template_folders: tuple[Path, ...]
    language: str | None = None


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
        progress(len(results), len(submissions), f"{submission.student_id}  {_mark(result)}")

    todo: dict[tuple[str, str], list[Submission]] = {}
    for submission in submissions:
        kept = _still_valid(plan, submission, out)
        if kept is None:
            # The suffix decides how a file is read, so it is a part of what makes two the same.
            key = (submission.sha256, Path(submission.file_name).suffix.lower())
            todo.setdefault(key, []).append(submission)
        else:
            keep(submission, kept)
    firsts = [group[0] for group in todo.values()]
    for first in firsts:
        (student_folder(out, first.student_id) / RESULT_FILE).unlink(missing_ok=True)
    work = functools.partial(_grade_and_write, plan, out, pages)
    for first, exit_code in run_each(work, firsts, workers=workers, patience=patience(plan)):
        result = _result_of(plan, first, out, pages, exit_code)
        for submission in todo[first.sha256, Path(first.file_name).suffix.lower()]:
            own = result if submission is first else _copy_for(result, submission, first, out, pages)
            keep(submission, own)
    ordered = tuple(results[submission.student_id] for submission in submissions)
    write_class_files(ordered, out, pages)
    return ordered


def _mark(result: Result) -> str:
    return "undetermined" if result.grade is None else f"{result.grade:g}/{result.scale:g}"


def write_class_files(results: Sequence[Result], out: Path, pages: Pages) -> None:
    """Writes the gradebook and the class report."""
    write_whole(out / GRADEBOOK, render_gradebook(results))
    report = render_class_report(
        results, language=pages.language or "en", template_folders=pages.template_folders
    )
    write_whole(out / CLASS_REPORT, report)


def write_pages(out: Path, pages: Pages) -> tuple[Result, ...]:
    """Renders every page of a batch again from its results.

    Raises:
        InputError: there are no results, or one of them cannot be read.
    """
    results = read_results(out)
    for result in results:
        _write_student_page(result, out, pages)
    write_class_files(results, out, pages)
    return results


def read_results(out: Path) -> tuple[Result, ...]:
    """Reads the results of a batch.

    Raises:
        InputError: there are none, or one of them cannot be read.
    """
    paths = sorted(out.glob(f"students/*/{RESULT_FILE}"))
    if not paths:
        raise InputError(
            f"{out} holds no results (students/*/{RESULT_FILE}); "
            "name the folder that `bareme grade -o` wrote."
        )
    return tuple(read_result(path) for path in paths)


def student_folder(out: Path, student_id: str) -> Path:
    """Returns where the files of one student are."""
    return out / "students" / student_id


def _write_student_page(result: Result, out: Path, pages: Pages) -> None:
    page = render_student_page(
        result, language=pages.language or result.language, template_folders=pages.template_folders
    )
    write_whole(student_folder(out, result.student.id) / FEEDBACK_PAGE, page)


def _write_result(result: Result, out: Path, pages: Pages) -> None:
    """Writes the page first: where there is a result there is a page."""
    _write_student_page(result, out, pages)
    write_whole(student_folder(out, result.student.id) / RESULT_FILE, result.to_json())


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
            f"{out} holds results of the assignment {result.assignment!r}, not of {plan.assignment.slug!r}; "
            "choose another output folder with -o."
        )
    expected = undetermined_result(plan, submission, "")
    same = ("fingerprint", "profile", "isolation", "student", "file")
    unchanged = all(getattr(result, name) == getattr(expected, name) for name in same)
    return result if unchanged and result.status == "graded" else None


def _copy_for(result: Result, submission: Submission, first: Submission, out: Path, pages: Pages) -> Result:
    """Gives one student the result of another who handed in the same bytes."""
    own = result.model_copy(
        update={
            "student": StudentRecord(id=submission.student_id, name=submission.name),
            "file": result.file.model_copy(update={"name": submission.file_name}),
        }
    )
    executed = student_folder(out, first.student_id) / NOTEBOOK
    if executed.exists():
        write_whole(student_folder(out, submission.student_id) / NOTEBOOK, executed.read_text("utf-8"))
    _write_result(own, out, pages)
    return own


def _grade_and_write(plan: Plan, out: Path, pages: Pages, submission: Submission) -> None:
    """What a worker does."""
    try:
        graded = grade(plan, submission)
        result, notebook = graded.result, dump_notebook(graded.notebook)
    except BaremeError as error:
        result, notebook = undetermined_result(plan, submission, str(error)), ""
    except Exception as error:
        reason = f"bareme failed with {type(error).__name__}: {error}"
        result, notebook = undetermined_result(plan, submission, reason), ""
    write_whole(student_folder(out, submission.student_id) / NOTEBOOK, notebook)
    _write_result(result, out, pages)


def _result_of(plan: Plan, submission: Submission, out: Path, pages: Pages, exit_code: int) -> Result:
    """Returns what a worker wrote; one that died before leaves the submission undetermined."""
    with contextlib.suppress(InputError):
        return read_result(student_folder(out, submission.student_id) / RESULT_FILE)
    reason = f"the worker that graded this submission ended with code {exit_code}"
    result = undetermined_result(plan, submission, reason)
    _write_result(result, out, pages)
    return result


def patience(plan: Plan) -> float:
    """Far more seconds than any limit allows: only a worker that hangs by a fault of ours takes it."""
    limits = plan.assignment.settings.limits
    return 4 * limits.total_seconds + 60 * MAX_ROOMS + 200 * limits.call_seconds
