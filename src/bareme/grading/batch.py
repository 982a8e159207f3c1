"""Grades a batch: one worker process per submission, resumable.

Identical files are graded once.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable
from pathlib import Path

from bareme.errors import BaremeError, InputError, NotebookError, describe_failure
from bareme.files import ensure_writable_folder, write_text_atomic
from bareme.grading.grader import (
    Graded,
    copied_result,
    grade_submission,
    make_cache_key,
    make_undetermined_result,
    missing_result,
)
from bareme.grading.process_pool import ProcessEnd, run_in_processes
from bareme.grading.setup import GradingContext
from bareme.i18n.messages import Message, concat, localized_number, msg
from bareme.reports.output import (
    FEEDBACK_PAGE,
    NOTEBOOK,
    Pages,
    add_note,
    student_folder,
    write_class_files,
    write_files,
)
from bareme.results.mark_store import lock_marks
from bareme.results.marks import with_marks, without_marks
from bareme.results.result import RESULT_FILE, Result, read_result
from bareme.sandbox.session import MAX_SANDBOXES
from bareme.submissions.file_kinds import Format, format_of
from bareme.submissions.intake import Intake, MissingSubmission, Submission
from bareme.submissions.notebook import dump_notebook, without_outputs

__all__ = ["ProgressCallback", "compute_worker_timeout", "grade_one", "ignore_progress", "run_batch"]

ProgressCallback = Callable[[int, int, Message], None]
"""Progress callback ``(done, total, label)``, called after each submission."""


def ignore_progress(done: int, total: int, label: Message) -> None:
    """Ignores progress."""


def run_batch(
    context: GradingContext,
    intake: Intake,
    out: Path,
    pages: Pages,
    *,
    workers: int,
    progress: ProgressCallback = ignore_progress,
) -> tuple[Result, ...]:
    """Grades missing and changed submissions and writes all files of the batch.

    Returns:
        The results by the id of the student, also of those whose submission is missing.

    Raises:
        InputError: the output folder cannot be written, or holds another assignment.
    """
    ensure_writable_folder(out)
    results: dict[str, Result] = {}
    total = len(intake.submissions) + len(intake.missing)

    def add(result: Result) -> None:
        results[result.student.id] = result
        progress(len(results), total, concat("  ", (result.student.id, _mark(result))))

    for missing in intake.missing:
        add(_write_missing(context, missing, out, pages))
    todo: dict[tuple[str, Format | None], list[Submission]] = {}
    for submission in intake.submissions:
        kept = _still_valid(context, submission, out)
        if kept is None:
            todo.setdefault(_content_key(submission), []).append(submission)
        else:
            add(_settle(kept, out, pages))
    firsts = [group[0] for group in todo.values()]
    for first in firsts:
        # Else `_result_of` would take the result of an earlier run for the one of a worker that died.
        (student_folder(out, first.student_id) / RESULT_FILE).unlink(missing_ok=True)
    # A partial of a module's function, since it is pickled on its way to the worker.
    work = functools.partial(_grade_and_write, context, out, pages)
    for first, ended in run_in_processes(
        work, firsts, workers=workers, timeout=compute_worker_timeout(context)
    ):
        result = _result_of(context, first, out, pages, ended)
        for submission in todo[_content_key(first)]:
            add(result if submission is first else _copy_for(context, result, submission, first, out, pages))
    ordered = tuple(results[student_id] for student_id in sorted(results))
    write_class_files(ordered, out, pages)
    return ordered


def grade_one(context: GradingContext, submission: Submission) -> Result:
    """Grades one submission in a worker process and keeps no file.

    A worker that dies leaves the submission undetermined.
    """
    # Inside the folder of the fork server, which is removed even when this process is killed.
    path = Path(context.sandbox.address.folder, "one", RESULT_FILE)
    work = functools.partial(_grade_and_dump, context, path)
    ((_, ended),) = run_in_processes(work, [submission], workers=1, timeout=compute_worker_timeout(context))
    with contextlib.suppress(InputError):
        return read_result(path)
    return make_undetermined_result(context, submission, _reason(ended))


def _content_key(submission: Submission) -> tuple[str, Format | None]:
    """Returns equal keys for files that give equal results."""
    return submission.sha256, format_of(submission.file_name)


def _write_missing(context: GradingContext, missing: MissingSubmission, out: Path, pages: Pages) -> Result:
    """Writes the files of a student who handed in nothing that can be graded."""
    (student_folder(out, missing.student_id) / NOTEBOOK).unlink(missing_ok=True)  # of an earlier file
    return write_files(missing_result(context, missing), out, pages)


def _mark(result: Result) -> Message:
    if not result.is_gradable:
        return msg("unreadable") if result.status == "unreadable" else msg("missing")
    if result.grade is None:
        return msg("not determined")
    if result.public_only:
        return localized_number(f"{result.score:g}/{result.max_score:g}")
    low, high = (f"{bound:.4g}" for bound in result.grade_range)
    return localized_number(f"{low if low == high else f'{low}–{high}'}/{result.scale:g}")


def _write_result(result: Result, out: Path, pages: Pages) -> Result:
    """Adds the marks given by hand, writes the result and returns it."""
    with lock_marks(out) as marks:
        return write_files(with_marks(result, marks), out, pages)


def _settle(result: Result, out: Path, pages: Pages) -> Result:
    """Updates the marks in files that are kept.

    The process that saved a mark may have been killed before it wrote these files.
    """
    with lock_marks(out) as marks:
        marked = with_marks(result, marks)
        return marked if marked is result else write_files(marked, out, pages)


def _still_valid(context: GradingContext, submission: Submission, out: Path) -> Result | None:
    """Returns an earlier result if grading again would give the same."""
    folder = student_folder(out, submission.student_id)
    # The notebook, the page and the result are written in this order, and a killed worker may have left some.
    if not all((folder / name).exists() for name in (RESULT_FILE, FEEDBACK_PAGE, NOTEBOOK)):
        return None
    try:
        result = read_result(folder / RESULT_FILE)
    except InputError:
        return None
    if result.assignment != context.assignment.slug:
        raise InputError(
            msg(
                "%(out)s holds results of the assignment %(assignment)s, not of %(slug)s; choose "
                "another output folder with -o.",
                out=out,
                assignment=repr(result.assignment),
                slug=repr(context.assignment.slug),
            )
        )
    key = make_cache_key(context, submission)
    # The submissions that bareme failed to grade are tried again.
    unchanged = all(getattr(result, name) == value for name, value in key.items())
    is_told = not submission.remark or submission.remark in result.notes
    return result if unchanged and is_told and result.status == "graded" else None


def _copy_for(
    context: GradingContext,
    result: Result,
    submission: Submission,
    first: Submission,
    out: Path,
    pages: Pages,
) -> Result:
    """Copies a result to another student who handed in the same bytes."""
    # The marks are those of the other student; `_write_result` adds the ones of this student.
    own = copied_result(context, without_marks(result), first, submission)
    executed = student_folder(out, first.student_id) / NOTEBOOK
    # A worker that died has left no notebook.
    if executed.exists():
        write_text_atomic(student_folder(out, submission.student_id) / NOTEBOOK, executed.read_text("utf-8"))
    return _write_result(own, out, pages)


def _grade_and_write(context: GradingContext, out: Path, pages: Pages, submission: Submission) -> None:
    """Grades one submission in a worker process and writes its files."""
    result, notebook = _grade(context, submission)
    # The result comes last, since it tells that all files of the submission are there.
    path = student_folder(out, submission.student_id) / NOTEBOOK
    if notebook is None:
        path.unlink(missing_ok=True)  # of an earlier file
    else:
        write_text_atomic(path, notebook)
    _write_result(result, out, pages)


def _grade_and_dump(context: GradingContext, path: Path, submission: Submission) -> None:
    """Grades one submission in a worker process and writes its result alone."""
    write_text_atomic(path, _grade(context, submission)[0].to_json())


def _grade(context: GradingContext, submission: Submission) -> tuple[Result, str | None]:
    """Returns the result and the text of the executed notebook, if there is one."""
    try:
        graded = grade_submission(context, submission)
        return _dump(graded)
    except BaremeError as error:
        return make_undetermined_result(context, submission, error.sentence), None
    except Exception as error:
        return make_undetermined_result(context, submission, describe_failure(error)), None


def _dump(graded: Graded) -> tuple[Result, str | None]:
    """Returns the result and the text of the notebook.

    Outputs that cannot be serialised are left out.
    """
    if graded.notebook is None:
        return graded.result, None
    try:
        return graded.result, dump_notebook(graded.notebook)
    except NotebookError as error:
        note = msg("%(error)s It is kept without its outputs.", error=error.sentence)
        return add_note(graded.result, note), dump_notebook(without_outputs(graded.notebook))


def _result_of(
    context: GradingContext, submission: Submission, out: Path, pages: Pages, ended: ProcessEnd
) -> Result:
    """Returns the result that a worker wrote, undetermined if it wrote none."""
    with contextlib.suppress(InputError):
        return read_result(student_folder(out, submission.student_id) / RESULT_FILE)
    return _write_result(make_undetermined_result(context, submission, _reason(ended)), out, pages)


def _reason(ended: ProcessEnd) -> Message:
    return ended.reason or msg(
        "the worker that graded this submission ended with code %(code)s", code=ended.exit_code
    )


def compute_worker_timeout(context: GradingContext) -> float:
    """Returns the seconds after which a worker counts as hung.

    They are far more than all limits together, so that only a fault of bareme reaches them.
    """
    limits = context.assignment.settings.limits
    # The notebook may take twice its time, and again if the fork server ends. So may its replica, and its
    # runs with right functions, of which there is about one for each exercise. Then a minute to start each
    # sandbox, and 200 calls that time out.
    sessions = 3 + len(context.assignment.settings.exercise)
    return 2 * sessions * limits.total_seconds + 60 * MAX_SANDBOXES + 200 * limits.call_seconds
