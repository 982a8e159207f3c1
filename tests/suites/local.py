"""Runs a lab's suite on local functions through the real wire.

A session that opens no sandbox: questions and answers are encoded and decoded as they are between the grader
and a sandbox, and the guest's own code answers them. So a suite sees the types that arrive for real, within
milliseconds. Student code runs here without any protection, so only code of this repository may.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Mapping, Set
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

import numpy as np

from bareme import wire
from bareme.course.course import Assignment, Course
from bareme.course.solution import extract_definitions, find_exercise_names, read_solution, run_definitions
from bareme.grading.pytest_plugin import SuiteInputs, run_suite
from bareme.guest import probe
from bareme.results.result import CheckOutcome
from bareme.student.student import Student
from bareme.submissions.notebook import make_cell, make_notebook

__all__ = ["LABS", "ROOT", "Namespace", "assignment", "defined", "grade", "local_student", "solution"]

ROOT: Final = Path(__file__).parents[2]
LABS: Final = tuple(sorted(path.parent.name for path in (ROOT / "graders").glob("*/assignment.toml")))

Namespace = dict[str, Any]


@functools.cache
def assignment(slug: str) -> Assignment:
    return Course(ROOT).assignment(slug)


@functools.cache
def solution(slug: str) -> str:
    """The source of the solution's functions."""
    return extract_definitions(read_solution(assignment(slug)))


@functools.cache
def defined(slug: str) -> Mapping[str, tuple[str, ...]]:
    """The functions of each exercise."""
    return find_exercise_names(read_solution(assignment(slug)))


class LocalSession:
    """Answers as a sandbox would, from a namespace of this process."""

    def __init__(self, make: Callable[[], Namespace]) -> None:
        self.make = make
        self.namespace = make()
        self.notebook = make_notebook([make_cell("code", "pass", "cell-0", {})], {})
        self.cells: dict[int, object] = {}
        self.executed = [0]
        self.settings = SimpleNamespace(sandbox_limits=lambda: None)
        self._numbers = itertools.count()

    def ask(self, action: str, **request: object) -> dict[str, Any]:
        question = {"action": action, "number": next(self._numbers), **request}
        content = wire.encode(question, lambda value: value.handle)
        reply = wire.decode(probe._answer(self.namespace, content))
        assert isinstance(reply, dict)
        return reply

    def replica(
        self, additions: Mapping[int, str] | None = None, left_out: Set[int] = frozenset()
    ) -> LocalSession:
        return LocalSession(functools.partial(_make_with, self.make, tuple((additions or {}).values())))

    def freeze(self) -> None:
        """Nothing is shown."""

    def at_end(self, close: Callable[[], object]) -> None:
        """There is nothing to close."""


def _make_with(make: Callable[[], Namespace], sources: tuple[str, ...]) -> Namespace:
    """Returns a namespace in which these cells have run at the end."""
    namespace = make()
    for source in sources:
        exec(source, namespace)
    return namespace


def local_student(make: Callable[[], Namespace]) -> Student:
    """Returns a submission with the names that ``make`` returns, anew for each sandbox."""
    probe._kept.clear()
    session = LocalSession(make)
    functions = frozenset(name for name, value in session.namespace.items() if callable(value))
    return Student(session, functions)


def grade(slug: str, make: Callable[[], Namespace]) -> dict[str, CheckOutcome]:
    """Returns the outcome of each check, without data sets."""
    reference = SimpleNamespace(**vars(run_definitions(solution(slug), "the solution")))
    inputs = SuiteInputs(
        local_student(make),
        reference,
        "mini",
        {},
        lambda failed, passed: {},
        definitions=solution(slug),
        exercise_names=defined(slug),
    )
    with np.errstate(all="ignore"):
        outcomes = run_suite(assignment(slug), inputs).outcomes
    return {outcome.id: outcome for outcome in outcomes}
