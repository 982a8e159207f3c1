"""Mutants: notebooks with known mistakes in them, and their judgement."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nbformat import NotebookNode

from bareme.course.course import Assignment
from bareme.course.solution import Mistake
from bareme.grading.pytest_runner import Check
from bareme.i18n.messages import Message, msg
from bareme.results.result import CheckOutcome, Result
from bareme.submissions.notebook import dump_notebook
from bareme.validation.definitions import replace_definitions
from bareme.validation.grouping import DependencyGraph, find_names_used_by_checks, group_mistakes
from bareme.validation.mistake_names import is_named, judge_names

__all__ = ["Mutant", "judge_breaks", "make_mutants", "summarize_failure"]


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


def make_mutants(
    assignment: Assignment, solution: NotebookNode, mistakes: Sequence[Mistake], checks: Sequence[Check]
) -> list[Mutant]:
    """Puts the mistakes into as few notebooks as possible without interaction."""
    graph = DependencyGraph(solution)
    used = find_names_used_by_checks(assignment, checks, graph.names)
    return [Mutant(group, solution) for group in group_mistakes(mistakes, graph, used)]


def judge_breaks(mistake: Mistake, outcomes: Mapping[str, CheckOutcome]) -> list[Message]:
    """Returns a sentence for each check that contradicts the mistake's ``BREAKS``."""
    problems: list[Message] = [
        msg(
            "mistake %(mistake)s declares %(check)s in BREAKS, and there is no such check.",
            mistake=mistake.name,
            check=name,
        )
        for name in mistake.breaks
        if name not in outcomes
    ]
    for name, check in outcomes.items():
        if check.status == "undetermined":
            problems.append(
                msg(
                    "%(check)s cannot cope with mistake %(mistake)s: %(message)s",
                    check=name,
                    mistake=mistake.name,
                    message=summarize_failure(check),
                )
            )
        elif name in mistake.breaks and check.status == "passed":
            problems.append(
                msg(
                    "%(check)s passes mistake %(mistake)s, which it must catch.",
                    check=name,
                    mistake=mistake.name,
                )
            )
        elif name not in mistake.breaks and check.status != "passed":
            problems.append(
                msg(
                    "mistake %(mistake)s also breaks %(check)s, which it does not declare: %(message)s",
                    mistake=mistake.name,
                    check=name,
                    message=summarize_failure(check),
                )
            )
    return problems


def summarize_failure(check: CheckOutcome) -> str:
    """Returns the beginning of a check's message on one line."""
    return " ".join(check.message.split())[:300]
