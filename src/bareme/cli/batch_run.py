"""Collects and grades submissions, with warnings and progress.

The commands that grade import it when they are called, since it brings all libraries of grading along.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from bareme.cli.console import echo_error
from bareme.cli.progress_bar import show_progress_bar
from bareme.course.course import Assignment
from bareme.errors import InputError
from bareme.files import ensure_writable_folder
from bareme.grading.batch import run_batch
from bareme.grading.handouts import make_handout
from bareme.grading.setup import GradingContext, GradingOptions, open_grading_context
from bareme.i18n.messages import msg
from bareme.reports.output import Pages
from bareme.results.result import Result
from bareme.submissions.file_kinds import format_of
from bareme.submissions.handout import describe_other_lab
from bareme.submissions.intake import Intake, collect
from bareme.submissions.notebook import parse_notebook

__all__ = ["collect_submissions", "grade_submissions", "open_context"]


def collect_submissions(assignment: Assignment, sources: Sequence[Path]) -> Intake:
    """Collects the submissions in files and folders, and prints warnings.

    Raises:
        InputError: nothing can be graded, or a single file is of another lab.
    """
    handout = make_handout(assignment)
    intake = collect(sources, assignment.settings.formats, handout)
    for warning in intake.warnings:
        echo_error(warning)
    if len(sources) == 1 and format_of(sources[0].name) is not None and len(intake.submissions) == 1:
        # A single named file that cannot be graded is an error at once.
        (only,) = intake.submissions
        parsed = parse_notebook(only.read(), only.file_name)
        other = handout.find_other_lab(parsed.notebook)
        if other is not None:
            raise InputError(describe_other_lab(other, assignment.slug))
    return intake


def grade_submissions(
    assignment: Assignment,
    intake: Intake,
    out: Path,
    options: GradingOptions,
    pages: Pages,
    workers: int,
    *,
    quiet: bool = False,
) -> tuple[Result, ...]:
    """Grades an intake into a folder, with progress unless ``quiet``."""
    # Before the sandbox is opened, which takes seconds.
    ensure_writable_folder(out)
    with open_context(assignment, options) as context:
        if quiet:
            return run_batch(context, intake, out, pages, workers=workers)
        with show_progress_bar(msg("grading %(slug)s", slug=assignment.slug)) as advance:
            return run_batch(context, intake, out, pages, workers=workers, progress=advance)


@contextlib.contextmanager
def open_context(assignment: Assignment, options: GradingOptions) -> Iterator[GradingContext]:
    """Opens a grading context and warns of weak isolation."""
    with open_grading_context(assignment, options) as context:
        if context.sandbox.address.warning:
            echo_error(context.sandbox.address.warning)
        yield context
