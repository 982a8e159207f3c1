"""Grades all cases of a lab with one server."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from nbformat import v4

from bareme.course.course import Course
from bareme.grading.grader import Graded, grade_submission
from bareme.grading.setup import GradingOptions, open_grading_context
from bareme.reports.student_page import render_student_page
from bareme.submissions.intake import collect
from robustness.cases import Case

__all__ = ["grade_cases", "lost", "page_text"]


def grade_cases(course: Course, cases: Sequence[Case], folder: Path) -> Iterator[tuple[Case, Graded]]:
    """Yields the result of each case of one lab, in any order."""
    [lab] = {case.lab for case in cases}
    by_id = {f"case-{number:02}": case for number, case in enumerate(cases)}
    for identifier, case in by_id.items():
        _write(case, folder / identifier)
    with open_grading_context(course.assignment(lab), GradingOptions("mini")) as plan:
        for submission in collect([folder], ("ipynb", "py"), plan.handout).submissions:
            yield by_id[submission.student_id], grade_submission(plan, submission)


def _write(case: Case, folder: Path) -> None:
    folder.mkdir(parents=True)
    file = folder / f"{case.lab}.{case.format}"
    if case.format == "py":
        file.write_text("\n\n".join(case.cells) + "\n", encoding="utf-8")
    else:
        notebook = v4.new_notebook(cells=[v4.new_code_cell(source) for source in case.cells])
        file.write_text(v4.writes(notebook), encoding="utf-8")


def lost(graded: Graded) -> tuple[str, ...]:
    """Returns the exercises that did not get all of their points."""
    return tuple(e.id for e in graded.result.exercises if e.score < e.max_score)


def page_text(graded: Graded, course: Course, language: str = "en") -> str:
    """Returns the text of a student's page, without tags."""
    page = render_student_page(
        graded.result, language=language, template_folders=course.find_template_folders()
    )
    body = page[page.index("<main") : page.index("</main>")]
    body = re.sub(r"</?(?:h\d|div|li|p|pre)\b[^>]*>", " ", body)
    text = html.unescape(re.sub(r"<[^>]*>", "", body))
    return " ".join(text.replace("`", "").split())
