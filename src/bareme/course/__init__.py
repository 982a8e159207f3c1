"""Reads a course: assignments, solutions, mistakes, written questions."""

from typing import TYPE_CHECKING

from bareme import import_on_use

if TYPE_CHECKING:
    from bareme.course.course import Assignment, Course, builtin_course, find_assignment, find_course
    from bareme.course.solution import Mistake, read_mistakes, read_solution
    from bareme.course.written_answers import find_answers
else:
    __getattr__ = import_on_use(__name__, "course", "solution", "written_answers")

__all__ = [
    "Assignment",
    "Course",
    "Mistake",
    "builtin_course",
    "find_answers",
    "find_assignment",
    "find_course",
    "read_mistakes",
    "read_solution",
]
