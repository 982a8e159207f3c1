"""Grades submissions with Keras models as in a batch."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bareme.course.course import Course
from bareme.grading.grader import grade_submission
from bareme.grading.setup import GradingContext, GradingOptions, open_grading_context
from bareme.results.result import CheckOutcome
from bareme.submissions.handout import Handout
from bareme.submissions.intake import collect
from bareme.submissions.notebook import dump_notebook, make_cell, make_notebook

__all__ = ["Classroom", "open_classroom"]

ASSIGNMENT = """\
title = {{ en = "Models" }}
preload = ["numpy", "tensorflow", "keras"]
unverified_models = "{unverified}"

[limits]
cell_seconds = 120
total_seconds = 300
call_seconds = 120
memory_mib = 6144

[data]
mini = "digits"
full = "mnist"

[[exercise]]
id = "models"
title = {{ en = "Models" }}
points = 1
"""
SOLUTION = '# %% exercise="models"\ndef nothing():\n    # BEGIN SOLUTION\n    return 0\n    # END SOLUTION\n'


@dataclass(frozen=True)
class Classroom:
    """Grades notebooks against the suites of one course, with a fork server for all of them."""

    course: Course
    plan: GradingContext

    def grade(self, slug: str, cells: Sequence[str]) -> dict[str, CheckOutcome]:
        """Returns the outcome of each check on a notebook of these cells."""
        parts = [make_cell("code", source, f"cell-{number}", {}) for number, source in enumerate(cells)]
        path = self.course.root / "submission.ipynb"
        path.write_text(dump_notebook(make_notebook(parts, {})), encoding="utf-8")
        (submission,) = collect([path], ["ipynb"], Handout(slug)).submissions
        graded = grade_submission(replace(self.plan, assignment=self.course.assignment(slug)), submission)
        # What a student could not be told is a defect of the notebook here.
        assert [cell.message for cell in graded.result.cells if cell.status != "ok"] == []
        return {check.id: check for check in graded.result.checks}


@contextlib.contextmanager
def open_classroom(folder: Path, suites: Mapping[str, str]) -> Iterator[Classroom]:
    """Writes a course of suites, by slug, into a folder; models that are unverified are allowed.

    An assignment whose slug ends in ``-strict`` refuses these.
    """
    for slug, suite in suites.items():
        unverified = "refuse" if slug.endswith("-strict") else "allow"
        files = {
            f"graders/{slug}/assignment.toml": ASSIGNMENT.format(unverified=unverified),
            f"graders/{slug}/test_public.py": suite,
            f"solutions/{slug}.py": SOLUTION,
        }
        for name, content in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(content, encoding="utf-8")
    course = Course(folder)
    for name in ("test_public", "test_hidden"):
        sys.modules.pop(name, None)
    with open_grading_context(course.assignment(next(iter(suites))), GradingOptions(profile="mini")) as plan:
        yield Classroom(course, plan)
