"""Reads a course: assignments, solutions, mistakes, written questions."""

from bareme.course.course import Assignment, Course, builtin_course, find_assignment, find_course
from bareme.course.solution import Mistake, read_mistakes, read_solution
from bareme.course.written_answers import find_answers

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
