"""Grades submissions: one result each, batches, known mistakes, release."""

from typing import TYPE_CHECKING

from bareme import import_on_use

if TYPE_CHECKING:
    from bareme.grading.batch import grade_one, run_batch
    from bareme.grading.check_collection import collect_checks
    from bareme.grading.grader import Graded, grade_submission
    from bareme.grading.pytest_plugin import run_suite
    from bareme.grading.pytest_runner import Check
    from bareme.grading.release import find_stale_files, release_files, write_release
    from bareme.grading.setup import GradingContext, GradingOptions, open_grading_context
else:
    __getattr__ = import_on_use(
        __name__, "batch", "check_collection", "grader", "pytest_plugin", "pytest_runner", "release", "setup"
    )

__all__ = [
    "Check",
    "Graded",
    "GradingContext",
    "GradingOptions",
    "collect_checks",
    "find_stale_files",
    "grade_one",
    "grade_submission",
    "open_grading_context",
    "release_files",
    "run_batch",
    "run_suite",
    "write_release",
]
