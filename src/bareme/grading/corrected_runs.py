"""Runs failed checks again with right versions of earlier functions (error carried forward).

A check names in ``given`` the earlier exercises whose functions the function under test may call. If it
fails, it is run again on the same notebook, with the solution's functions of these exercises in place of the
student's. If it passes then, it has all its points: the mistake has been paid for where it was made.

These runs come after all others. They hold functions of the solution, so no other sandbox may be asked
anything after them, and nothing that they answer is kept except whether a check passes.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from bareme.grading.pytest_runner import Check
from bareme.student.other_runs import Corrected
from bareme.student.student import Student
from bareme.submissions.ast_names import stored_names

__all__ = ["CorrectedRuns", "FailedCall"]


@dataclass(frozen=True)
class FailedCall:
    """The call of a check that failed."""

    check: Check
    function: Callable[..., object]
    fixtures: Mapping[str, Any]

    @classmethod
    def of(cls, check: Check, item: pytest.Function) -> FailedCall:
        """Returns the call that pytest has just made."""
        names = inspect.signature(item.obj).parameters
        return cls(check, item.obj, {name: item.funcargs[name] for name in names})

    def repeat(self, run: Callable[[], Corrected]) -> BaseException | None:
        """Calls the check with another run of the student's notebook; returns the exception, if any."""
        try:
            self.function(**{**self.fixtures, "student": run()})
        except (Exception, pytest.fail.Exception) as error:
            return error
        return None


class CorrectedRuns:
    """Runs of a submission with right functions, one for each set of exercises."""

    def __init__(
        self, student: Student, definitions: str, exercise_names: Mapping[str, Sequence[str]]
    ) -> None:
        """Keeps the arguments.

        Args:
            student: the submission.
            definitions: the source of the solution's definitions.
            exercise_names: the names that each exercise defines.
        """
        self._student = student
        self._definitions = ast.parse(definitions).body
        self._exercise_names = exercise_names
        self._runs: dict[frozenset[str], Corrected] = {}

    def run_with(self, exercises: Sequence[str]) -> Corrected:
        """Returns the submission with right functions of some exercises; runs it only once."""
        key = frozenset(exercises)
        if key not in self._runs:
            functions = {node.name for node in self._definitions if isinstance(node, ast.FunctionDef)}
            self._runs[key] = self._student.corrected(functions & self._names(key), self._source(key))
        return self._runs[key]

    def _names(self, exercises: frozenset[str]) -> set[str]:
        return {name for exercise in exercises for name in self._exercise_names.get(exercise, ())}

    def _source(self, exercises: frozenset[str]) -> str:
        """Returns the solution's definitions without the ones of other exercises."""
        others = self._names(frozenset(self._exercise_names) - exercises) - self._names(exercises)
        # Student code can read this source: a constant of another exercise may be its answer.
        kept = [node for node in self._definitions if others.isdisjoint(stored_names(node))]
        return ast.unparse(ast.Module(kept, type_ignores=[]))
