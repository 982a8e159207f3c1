"""Runs the suite of a lab on functions of this process, whose answers pass through the real wire.

A session that opens no sandbox: questions and answers are encoded and decoded as they are between the grader
and a sandbox, and the guest's own code answers them. So a suite sees the types that arrive for real, within
milliseconds. Student code runs here without any protection, so only code of this repository may.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

import numpy as np
import pytest

from bareme import wire
from bareme.course import Assignment, Course
from bareme.errors import StudentRaised
from bareme.notebooks import make_cell, make_notebook
from bareme.plugin import SuiteInputs, _Runner
from bareme.results import CheckOutcome
from bareme.room import probe
from bareme.solution import definitions, exercise_names, read_solution, run_definitions
from bareme.student import Student
from bareme.suite import BOTH, run_pytest

__all__ = ["LABS", "ROOT", "Namespace", "defined", "grade", "solution"]

ROOT: Final = Path(__file__).parents[2]
LABS: Final = tuple(sorted(path.parent.name for path in (ROOT / "graders").glob("*/assignment.toml")))

Namespace = dict[str, Any]


@functools.cache
def assignment(slug: str) -> Assignment:
    return Course(ROOT).assignment(slug)


@functools.cache
def solution(slug: str) -> str:
    """The source of the solution's functions."""
    return definitions(read_solution(assignment(slug)))


@functools.cache
def defined(slug: str) -> Mapping[str, tuple[str, ...]]:
    """What each exercise defines."""
    return exercise_names(read_solution(assignment(slug)))


class LocalSession:
    """Answers as a sandbox would, from a namespace of this process."""

    def __init__(self, namespace: Namespace) -> None:
        self.namespace = namespace
        self.notebook = make_notebook([make_cell("code", "pass", "cell-0", {})], {})
        self.cells: dict[int, object] = {}
        self.executed = [0]
        self.settings = SimpleNamespace(room_limits=lambda: None)
        self._numbers = itertools.count()

    def ask(self, action: str, **request: object) -> dict[str, Any]:
        question = wire.encode(
            {"action": action, "number": next(self._numbers), **request}, lambda value: value.handle
        )
        reply = wire.decode(probe._answer(self.namespace, question))
        assert isinstance(reply, dict)
        return reply

    def at_end(self, close: Callable[[], object]) -> None:
        """There is nothing to close."""


class LocalStudent(Student):
    """A student whose replica is a second namespace."""

    def __init__(self, make: Callable[[], Namespace], names: Mapping[str, tuple[str, ...]]) -> None:
        functions = {name for name, value in make().items() if callable(value)}
        super().__init__(LocalSession(make()), frozenset(functions))  # type: ignore[arg-type]
        self.passed: set[str] = set()
        self._replica = Replica(Student(LocalSession(make())), self.passed, names)  # type: ignore[arg-type]

    @property
    def replica(self) -> Replica:
        return self._replica


class Replica:
    """The second namespace; a function whose exercise has no passed check does not answer."""

    def __init__(self, student: Student, passed: set[str], names: Mapping[str, tuple[str, ...]]) -> None:
        self._student = student
        self._passed = passed
        self._exercises = {name: exercise for exercise, found in names.items() for name in found}

    def __getattr__(self, name: str) -> Any:
        if name in self._exercises and self._exercises[name] not in self._passed:
            raise StudentRaised(f"{name} is right nowhere")
        return getattr(self._student, name)


class _LocalRunner(_Runner):
    """Runs public checks first, and tells the student which exercises have a check that passed."""

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        super().pytest_collection_modifyitems(items)
        items.sort(key=lambda item: self.checks[item.name].visibility == "hidden")

    def _judge(self, check: Any, error: BaseException | None) -> CheckOutcome:
        outcome = super()._judge(check, error)
        if outcome.status == "passed" and isinstance(self.inputs.student, LocalStudent):
            self.inputs.student.passed.add(check.exercise)
        return outcome


def grade(
    slug: str, make: Callable[[], Namespace], datasets: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Returns the outcome of each check.

    Args:
        slug: the lab.
        make: what the notebook leaves, made anew for each sandbox.
        datasets: by the name that students ask for.
    """
    lab = assignment(slug)
    reference = SimpleNamespace(**vars(run_definitions(solution(slug), "the solution")))
    student = LocalStudent(make, defined(slug))
    inputs = SuiteInputs(student, reference, "mini", datasets or {}, lambda failed, passed: {})
    runner = _LocalRunner(lab, inputs, BOTH)
    probe._kept.clear()
    with np.errstate(all="ignore"):
        run_pytest(lab, runner)
    runner.result()
    return dict(runner.outcomes)


def solved(slug: str, *changes: str) -> Callable[[], Namespace]:
    """The solution's functions, and then this code."""
    source = "\n\n".join((solution(slug), *changes))
    return lambda: vars(run_definitions(source, "the submission"))
