"""Which mistakes may be graded in one sandbox: those that cannot meet.

Each sandbox costs a run of the notebook, and often a training. A mistake in what nothing else is made of,
such as the answer to a question, changes only the checks that ask for it, so that several of them in one
notebook tell as much as each of them alone. What is said here is read from the text, and errs on the side of
sandboxes of their own. Random numbers are not followed: that one function draws fewer of them can change
what a later one draws.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from nbformat import NotebookNode

from bareme.course.course import Assignment
from bareme.course.solution import Mistake, code_cells, without_markers
from bareme.grading.pytest_runner import SUITE_FILES, Check
from bareme.submissions.ast_names import Definition, bound_variables, free_names, used_names
from bareme.validation.mutation_analysis import MutationAnalysis

__all__ = ["DependencyGraph", "group_mistakes", "names_used_by_checks"]

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_FIXTURE: Final = "student"


class DependencyGraph:
    """Which names of a solution are made of which others."""

    def __init__(self, solution: NotebookNode) -> None:
        cells = [ast.parse(without_markers(cell.source)).body for cell in code_cells(solution)]
        self._functions: Final = [node for cell in cells for node in cell if isinstance(node, _Function)]
        self._sources: dict[str, set[str]] = {}
        for definition in (node for cell in cells for node in cell if isinstance(node, Definition)):
            self._sources.setdefault(definition.name, set()).update(free_names(definition))
        changes = MutationAnalysis(self._functions)
        for cell in cells:
            # Where a statement fails, those after it in its cell are not run.
            before: set[str] = set()
            for node in cell:
                if not isinstance(node, Definition | ast.Import | ast.ImportFrom):
                    before |= free_names(node)
                    for name in {*bound_variables(node), *changes.by(node)}:
                        self._sources.setdefault(name, set()).update(before)
        self.names: Final = frozenset(self._sources)

    def made_of(self, names: Iterable[str]) -> frozenset[str]:
        """Returns these names, and all that are made of one of them, directly or not."""
        found = set(names)
        known = -1
        while len(found) > known:
            known = len(found)
            found |= {name for name, sources in self._sources.items() if sources & found}
        return frozenset(found)

    def reached_by(self, mistake: Mistake) -> frozenset[str]:
        """Returns the names whose values a mistake may change: all where it changes what it is given."""
        tree = ast.parse(mistake.source)
        own = [node for node in tree.body if isinstance(node, _Function)]
        right = [node for node in self._functions if node.name not in mistake.functions]
        was_changing = MutationAnalysis(self._functions).functions
        if any(name not in was_changing for name in MutationAnalysis([*right, *own]).functions):
            return self.names
        return self.made_of({*mistake.functions, *mistake.variables} & self.names)


def names_used_by_checks(
    assignment: Assignment, checks: Sequence[Check], names: frozenset[str]
) -> dict[str, frozenset[str]]:
    """Returns which names of a solution each check asks a submission for; where that is unclear, all."""
    asked = {}
    for visibility, file in SUITE_FILES.items():
        path = assignment.grader_folder / file
        if path.exists():
            tree = ast.parse(path.read_text(encoding="utf-8"))
            functions = {node.name: node for node in tree.body if isinstance(node, Definition)}
            for check in checks:
                if check.visibility == visibility:
                    asked[check.id] = _asked_by(check.id.partition("[")[0], functions, names)
    for check in checks:
        # In the order of the suite: what a check needs comes before it.
        for other in checks:
            if {other.id, other.exercise} & set(check.needs):
                asked[check.id] |= asked[other.id]
    return asked


def group_mistakes(
    mistakes: Sequence[Mistake], making: DependencyGraph, asked: Mapping[str, frozenset[str]]
) -> list[tuple[Mistake, ...]]:
    """Puts mistakes that cannot meet together.

    None of them reaches a name that is asked for by a check which another must break.
    """
    reached = {mistake.name: making.reached_by(mistake) for mistake in mistakes}
    needed = {
        mistake.name: frozenset[str]().union(*(asked.get(name, making.names) for name in mistake.breaks))
        for mistake in mistakes
    }
    groups: list[list[Mistake]] = []
    for mistake in mistakes:
        for group in groups:
            if all(
                not (reached[mistake.name] & needed[other.name] or reached[other.name] & needed[mistake.name])
                for other in group
            ):
                group.append(mistake)
                break
        else:
            groups.append([mistake])
    return [tuple(group) for group in groups]


def _asked_by(name: str, functions: Mapping[str, Definition], names: frozenset[str]) -> frozenset[str]:
    found, todo = set[str](), {name}
    asked: set[str] = set()
    while todo:
        function = functions.get(todo.pop())
        if function is None or not _is_clear(function, functions, names):
            return names
        found.add(function.name)
        asked |= {node.attr for node in ast.walk(function) if isinstance(node, ast.Attribute)}
        words = {node.arg for node in ast.walk(function) if isinstance(node, ast.arg)}
        todo |= ((used_names(function, ast.Load) | words) & functions.keys()) - found
    return frozenset(asked & names)


def _is_clear(function: Definition, functions: Mapping[str, Definition], names: frozenset[str]) -> bool:
    """Tells whether all that a function of a suite asks a submission for is written in it by name."""
    for node in ast.walk(function):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.value.id == _FIXTURE and node.attr not in names:
                return False
        elif isinstance(node, ast.Call):
            called = node.func.id if isinstance(node.func, ast.Name) else ""
            given = any(isinstance(value, ast.Name) and value.id == _FIXTURE for value in node.args)
            if called == "getattr" or (given and called not in functions):
                return False
    return True
