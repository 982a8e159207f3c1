"""Makes the handout of an assignment from its course."""

from __future__ import annotations

import contextlib
from dataclasses import replace

from bareme.course.course import Assignment, Course
from bareme.course.lab_files import read_lab_files
from bareme.course.solution import function_names, read_solution
from bareme.course.stubs import find_template_cells, read_released_cells
from bareme.errors import CourseError
from bareme.grading.release import render_templates
from bareme.submissions.handout import Handout

__all__ = ["make_handout"]


def make_handout(assignment: Assignment) -> Handout:
    """Returns the templates and files of an assignment, and the functions of each lab of its course.

    A released copy has no templates: the student works in them.

    Raises:
        CourseError: the solution or a file of the lab breaks a rule.
    """
    lab_files = frozenset(file.name for file in read_lab_files(assignment))
    if assignment.is_released:
        return Handout(assignment.slug, lab_files=lab_files, cells=read_released_cells(assignment))
    functions = {}
    for slug in Course(assignment.root).slugs:
        # A fault in another lab is no reason not to grade this one.
        with contextlib.suppress(CourseError):
            functions[slug] = function_names(Course(assignment.root).assignment(slug))
    handout = Handout(assignment.slug, render_templates(assignment), functions, lab_files)
    return replace(handout, cells=find_template_cells(read_solution(assignment), handout.notebooks))
