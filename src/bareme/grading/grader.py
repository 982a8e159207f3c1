"""Grades one submission: runs the notebook, runs the suite, adds up."""

from __future__ import annotations

import inspect
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
from nbformat import NotebookNode

from bareme.course.course import Assignment
from bareme.course.solution import run_definitions
from bareme.course.written_answers import find_answers
from bareme.datasets import GraderData
from bareme.errors import NotebookError, SandboxError, ServerEnded
from bareme.grading.cell_records import record_cells, score_exercises
from bareme.grading.companion_notes import describe_hand_in
from bareme.grading.course_modules import import_course_modules
from bareme.grading.mistakes import MistakeMatcher
from bareme.grading.mutant_names import MutantNamer
from bareme.grading.notebook_notes import describe_cells
from bareme.grading.pytest_plugin import SuiteInputs, SuiteRun, ignore_mutants, run_suite
from bareme.grading.pytest_runner import ALL_VISIBILITIES
from bareme.grading.setup import GradingContext
from bareme.i18n.catalogs import SOURCE_LANGUAGE, languages, suite_translations, translations
from bareme.i18n.messages import N_, Message, as_message, msg
from bareme.results.message_field import select_suite_messages
from bareme.results.result import (
    CheckOutcome,
    FileRecord,
    Result,
    ResultStatus,
    StudentRecord,
    WrittenAnswer,
    revised,
)
from bareme.results.scoring import compute_totals
from bareme.sandbox.forkserver_client import run_server
from bareme.sandbox.session import NotebookSession
from bareme.student.student import Student
from bareme.submissions.file_location import FileLocation
from bareme.submissions.given_cells import restore_given_functions
from bareme.submissions.handout import describe_other_lab
from bareme.submissions.intake import MissingSubmission, Submission
from bareme.submissions.notebook import language, make_notebook, parse_notebook

__all__ = [
    "Graded",
    "copied_result",
    "grade_submission",
    "make_cache_key",
    "make_suite_inputs",
    "make_undetermined_result",
    "missing_result",
]


@dataclass(frozen=True)
class Graded:
    """A result and the executed notebook, if the file holds one."""

    result: Result
    notebook: NotebookNode | None
    server_ended: bool = False


def grade_submission(context: GradingContext, submission: Submission) -> Graded:
    """Grades one submission.

    Raises:
        SandboxError: a sandbox could not be opened.
        CourseError: the course breaks a rule that only grading can detect.
    """
    try:
        graded = _grade(context, submission)
    except ServerEnded:
        graded = None
    # A run that is complete counts as well: a student whose code can end the server would otherwise choose
    # which checks are left undetermined.
    if graded is None or graded.server_ended:
        graded = _grade_apart(context, submission, graded)
    return replace(graded, result=_with_suite_messages(graded.result, context.assignment))


def _grade_apart(context: GradingContext, submission: Submission, before: Graded | None) -> Graded:
    """Grades again on a separate fork server, after the shared one ended.

    If this submission ended the shared server, ending the new one affects no other submission.

    Args:
        context: the grading context of the batch.
        submission: the submission to grade again.
        before: the first attempt, if its hidden checks had already called the student's code. From then on,
            no new output may reach the student, so the cells and the notebook of the first attempt are kept.
    """
    with run_server(context.assignment.settings.preload, context.sandbox.address.isolation) as address:
        try:
            graded = _grade(replace(context, sandbox=replace(context.sandbox, address=address)), submission)
        except ServerEnded:
            graded = None
    if graded is None or graded.server_ended:
        raise SandboxError(
            msg(
                "the fork server ended while this submission was graded, and so did one that served no other "
                "submission; look into its code, which may have ended them, before you grade it again"
            )
        )
    if before is None:
        return graded
    return Graded(revised(graded.result, cells=before.result.cells), before.notebook)


def _with_suite_messages(result: Result, assignment: Assignment) -> Result:
    """Returns a result that keeps, for each other language, the messages of the suite in it."""
    known = {
        language: select_suite_messages(
            result.list_texts(),
            suite_translations(assignment.grader_folder, language),
            translations(language),
        )
        for language in languages()
        if language != SOURCE_LANGUAGE
    }
    return revised(result, suite_messages=known)


def _grade(context: GradingContext, submission: Submission) -> Graded:
    content = submission.read()
    try:
        parsed = parse_notebook(content, submission.file_name)
    except NotebookError as error:
        # Checks would accuse the student of missing functions, and nobody knows what the file held.
        return Graded(_ungraded_result(context, submission, "unreadable", error.sentence), None)
    other = context.handout.find_other_lab(parsed.notebook)
    if other is not None:
        reason = describe_other_lab(other, context.assignment.slug)
        return Graded(_ungraded_result(context, submission, "missing", reason), None)
    notebook, restored = restore_given_functions(parsed.notebook, context.handout.given_functions)
    started = time.perf_counter()
    with NotebookSession(notebook, context.sandbox) as session:
        session.run()
        notebook_seconds = time.perf_counter() - started
        run = _run_suite(context, session)
        checks = run.outcomes
        # Read before the session ends, and after the checks: public ones may have made the notebook run
        # again.
        shown = session.shown
    durations = {
        "notebook_seconds": round(notebook_seconds, 3),
        "notebook_cpu_seconds": round(shown.cpu_seconds, 2),
        "checks_seconds": round(time.perf_counter() - started - notebook_seconds, 3),
    }
    cells = record_cells(shown.notebook, shown.cells, parsed.stored_outputs)
    about_cells = describe_cells(
        parsed.notebook,
        context.handout,
        restored,
        is_complete=all(check.status == "passed" for check in checks),
    )
    about_files = describe_hand_in(submission, context.lab_files, cells)
    notes = map(as_message, (*parsed.notes, *about_cells, *about_files))
    # Without the hidden checks it is a student's own run, for which nobody marks answers.
    written = (
        find_answers(context.assignment, context.placeholders, parsed.notebook)
        if context.visibilities == ALL_VISIBILITIES
        else ()
    )
    result = revised(
        _add_up(context, submission, checks, written),
        language=language(parsed.notebook, context.language),
        cells=cells,
        exercises=score_exercises(context, parsed.notebook, checks, run.training),
        notes=tuple(notes),
        durations=durations,
    )
    return Graded(result, shown.notebook, run.server_ended)


def _run_suite(context: GradingContext, session: NotebookSession) -> SuiteRun:
    with import_course_modules(context.assignment):
        return run_suite(context.assignment, make_suite_inputs(context, session), context.visibilities)


def make_suite_inputs(context: GradingContext, session: NotebookSession) -> SuiteInputs:
    """Returns the values of a suite's fixtures; the modules of the course must be importable."""
    # From their source, since the context is pickled on its way to a worker, and these functions cannot be.
    reference = vars(run_definitions(context.definitions, N_("the solution")))
    # Decided by the solution, since a student may bind any other object to the name of a function.
    functions = frozenset(name for name, value in reference.items() if inspect.isfunction(value))
    names = [data.full for data in context.assignment.settings.data]
    return SuiteInputs(
        student=Student(
            session, functions, context.assignment.settings.unverified_models, context.handout.cells
        ),
        reference=SimpleNamespace(**reference),
        profile=context.profile,
        datasets={} if context.data_folder is None else _map_data(context.data_folder, names),
        name_mistake=MistakeMatcher(context.definitions, context.mistakes),
        name_mutant=(
            ignore_mutants
            if context.mutant_answers is None
            else MutantNamer(context.definitions, context.exercise_names, context.mutant_answers)
        ),
        definitions=context.definitions,
        exercise_names=context.exercise_names,
    )


def missing_result(context: GradingContext, missing: MissingSubmission) -> Result:
    """Returns the result of a student who handed in no file that can be graded."""
    nothing = Submission(
        missing.student_id, missing.name, "", FileLocation(Path()), "", origin=missing.origin
    )
    return _ungraded_result(context, nothing, "missing", missing.reason)


def copied_result(
    context: GradingContext, result: Result, first: Submission, submission: Submission
) -> Result:
    """Returns the result of a student who handed in the same bytes as the first one."""
    theirs, own = (
        list(describe_hand_in(one, context.lab_files, result.cells)) for one in (first, submission)
    )
    notes = [note for note in result.notes if note not in theirs]
    return revised(
        result,
        student=StudentRecord(id=submission.student_id, name=submission.name),
        origin=submission.origin,
        file=revised(result.file, name=submission.file_name),
        notes=(*notes, *own),
    )


def make_undetermined_result(context: GradingContext, submission: Submission, reason: Message) -> Result:
    """Returns the result of a submission that bareme failed to grade."""
    return revised(_add_up(context, submission, (), ()), status="undetermined", grade=None, notes=(reason,))


def _ungraded_result(
    context: GradingContext, submission: Submission, status: ResultStatus, reason: Message
) -> Result:
    """Returns the result of a submission with nothing that checks could judge."""
    settings = context.assignment.settings
    return Result(
        **make_cache_key(context, submission),
        assignment=context.assignment.slug,
        title=settings.title,
        status=status,
        score=0.0,
        max_score=0.0,
        pending=0.0,
        scale=settings.scale,
        pass_mark=settings.pass_mark,
        grade=None,
        language=context.language,
        notes=(reason, *describe_hand_in(submission, context.lab_files, ())),
        exercises=(),
        checks=(),
    )


def _add_up(
    context: GradingContext,
    submission: Submission,
    checks: Sequence[CheckOutcome],
    written: Sequence[WrittenAnswer],
) -> Result:
    settings = context.assignment.settings
    undetermined = any(check.status == "undetermined" for check in checks)
    return Result(
        **make_cache_key(context, submission),
        assignment=context.assignment.slug,
        title=settings.title,
        status="undetermined" if undetermined else "graded",
        **asdict(compute_totals(checks, written, settings.scale)),
        scale=settings.scale,
        pass_mark=settings.pass_mark,
        language=context.language,
        cpu_limit=settings.limits.processor_seconds(),
        exercises=score_exercises(context, make_notebook([], {}), checks),
        checks=tuple(checks),
        written=tuple(written),
    )


def make_cache_key(context: GradingContext, submission: Submission) -> dict[str, Any]:
    """Returns the fields of a result that decide if it is current."""
    return {
        "student": StudentRecord(id=submission.student_id, name=submission.name),
        "origin": submission.origin,
        "file": FileRecord(name=submission.file_name, sha256=submission.sha256),
        "profile": context.profile,
        "public_only": context.visibilities != ALL_VISIBILITIES,
        "isolation": context.sandbox.address.isolation,
        "fingerprint": revised(context.fingerprint, submission=submission.sha256),
    }


def _map_data(folder: Path, names: Sequence[str]) -> dict[str, GraderData]:
    """Maps the arrays into memory, since few checks read all of them."""
    return {
        name: GraderData(
            name=name, **{path.stem: np.load(path, mmap_mode="r") for path in (folder / name).glob("*.npy")}
        )
        for name in names
    }
