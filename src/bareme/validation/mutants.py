"""Mutants: notebooks with known mistakes in them, and their judgement."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from nbformat import NotebookNode

from bareme.course.course import Assignment
from bareme.course.solution import Mistake
from bareme.grading.pytest_runner import Check
from bareme.i18n.messages import N_
from bareme.results.result import CheckOutcome, Result
from bareme.submissions.notebook import dump_notebook
from bareme.validation.definitions import replace_definitions
from bareme.validation.grouping import DependencyGraph, find_names_used_by_checks, group_mistakes
from bareme.validation.mistake_names import is_named, judge_names
from bareme.validation.problems import Problem, summarize_failure

__all__ = ["Mutant", "judge_breaks", "make_mutants"]


@dataclass(frozen=True)
class Mutant:
    """A notebook with one mistake, or with several that do not interact."""

    mistakes: tuple[Mistake, ...]
    solution: NotebookNode

    @property
    def name(self) -> str:
        """The stem of the file."""
        # Short, since it names a file, and a group can hold dozens of mistakes.
        first, *others = (mistake.name for mistake in self.mistakes)
        return f"mistake-{first}" + (f"-and-{len(others)}-more" if others else "")

    @property
    def content(self) -> str:
        """The text of the notebook file."""
        return dump_notebook(
            functools.reduce(replace_definitions, (one.source for one in self.mistakes), self.solution)
        )

    def split(self) -> tuple[Mutant, ...]:
        """Returns a mutant for each of the mistakes."""
        return tuple(Mutant((mistake,), self.solution) for mistake in self.mistakes)

    def select_outcomes(self, result: Result) -> dict[str, dict[str, CheckOutcome]]:
        """Returns the outcomes that each mistake alone explains, by mistake and check.

        These are the checks that no other mistake of this mutant must break.
        """
        return {
            mistake.name: {
                check.id: check
                for check in result.checks
                # A check that another mistake must break fails in any case, and tells nothing about this one.
                if not any(check.id in other.breaks for other in self.mistakes if other is not mistake)
            }
            for mistake in self.mistakes
        }

    def is_as_declared(self, result: Result) -> bool:
        """Returns True if each mistake breaks its ``BREAKS`` and is named."""
        outcomes = self.select_outcomes(result)
        return all(
            is_named(mistake, outcomes[mistake.name])
            and not judge_breaks(mistake, outcomes[mistake.name])
            and not judge_names(mistake, outcomes[mistake.name])
            for mistake in self.mistakes
        )


_UNKNOWN: Final = N_("mistake %(names)s declares %(check)s in BREAKS, and there is no such check.")
_UNABLE: Final = N_("%(check)s cannot cope with mistake %(names)s: %(message)s")
_UNCAUGHT: Final = N_("%(check)s passes mistake %(names)s, which it must catch.")
_UNDECLARED: Final = N_(
    "mistake %(names)s also breaks %(checks)s: %(message)s; add it to BREAKS, or change the mistake."
)


def make_mutants(
    assignment: Assignment, solution: NotebookNode, mistakes: Sequence[Mistake], checks: Sequence[Check]
) -> list[Mutant]:
    """Puts the mistakes into as few notebooks as possible without interaction."""
    graph = DependencyGraph(solution)
    used = find_names_used_by_checks(assignment, checks, graph.names)
    return [Mutant(group, solution) for group in group_mistakes(mistakes, graph, used)]


def judge_breaks(mistake: Mistake, outcomes: Mapping[str, CheckOutcome]) -> list[Problem]:
    """Returns the problems of checks that contradict the mistake's ``BREAKS``.

    Without outcomes the notebook could not be graded, which says nothing about the checks.
    """
    if not outcomes:
        return []
    problems = [
        Problem(_UNKNOWN, mistake.name, (("check", name),)) for name in mistake.breaks if name not in outcomes
    ]
    undeclared: list[CheckOutcome] = []
    for name, check in outcomes.items():
        if check.status == "undetermined":
            problems.append(
                Problem(_UNABLE, mistake.name, (("check", name), ("message", summarize_failure(check))), name)
            )
        elif name in mistake.breaks and check.status == "passed":
            problems.append(Problem(_UNCAUGHT, mistake.name, (("check", name),), name))
        elif name not in mistake.breaks and check.status != "passed":
            undeclared.append(check)
    if undeclared:
        first = undeclared[0]
        values = (
            ("checks", ", ".join(check.id for check in undeclared)),
            ("message", summarize_failure(first).rstrip(".")),
        )
        problems.append(Problem(_UNDECLARED, mistake.name, values, first.id))
    return problems
