"""Groups mistakes that cannot affect each other's checks.

Each sandbox costs a run of the notebook, and often a training. A mistake in a name that no other depends on,
such as the answer to a question, changes only the checks that use this name. Several of them in one notebook
are judged as exactly as each of them alone. It is not enough that their names and their ``BREAKS`` differ:
where one mistake breaks a check without declaring it, another that declares this check would hide that.

The dependencies are read from the source text, and separate mistakes in case of doubt. Random numbers are not
followed: a function that draws fewer of them can change the numbers that a later one draws.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from nbformat import NotebookNode

from bareme.course.course import Assignment
from bareme.course.solution import Mistake, remove_markers, select_code_cells
from bareme.grading.pytest_runner import SUITE_FILES, Check
from bareme.submissions.ast_names import Definition, bound_variables, free_names, used_names
from bareme.validation.mutation_analysis import MutationAnalysis

__all__ = ["DependencyGraph", "find_names_used_by_checks", "group_mistakes"]

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_FIXTURE: Final = "student"


class DependencyGraph:
    """The dependencies between the top-level names of a solution."""

    def __init__(self, solution: NotebookNode) -> None:
        cells = [ast.parse(remove_markers(cell.source)).body for cell in select_code_cells(solution)]
        self._functions: Final = [node for cell in cells for node in cell if isinstance(node, _Function)]
        self._sources: dict[str, set[str]] = {}
        # A name may be defined more than once; the dependencies of all its definitions count.
        for definition in (node for cell in cells for node in cell if isinstance(node, Definition)):
            self._sources.setdefault(definition.name, set()).update(free_names(definition))
        changes = MutationAnalysis(self._functions)
        for cell in cells:
            # If a statement fails, those after it in its cell are not run, so they depend on it.
            before: set[str] = set()
            for node in cell:
                if not isinstance(node, Definition | ast.Import | ast.ImportFrom):
                    before |= free_names(node)
                    for name in {*bound_variables(node), *changes.find_changed_names(node)}:
                        self._sources.setdefault(name, set()).update(before)
        self.names: Final = frozenset(self._sources)

    def find_dependents(self, names: Iterable[str]) -> frozenset[str]:
        """Returns names together with all names that depend on them."""
        found = set(names)
        # Names can depend on each other in a circle, so it goes on until nothing is added.
        known = -1
        while len(found) > known:
            known = len(found)
            found |= {name for name, sources in self._sources.items() if sources & found}
        return frozenset(found)

    def find_affected_names(self, mistake: Mistake) -> frozenset[str]:
        """Returns the names whose values a mistake may change.

        These are all names if the mistake makes a function change its arguments in place.
        """
        tree = ast.parse(mistake.source)
        own = [node for node in tree.body if isinstance(node, _Function)]
        right = [node for node in self._functions if node.name not in mistake.functions]
        was_changing = MutationAnalysis(self._functions).functions
        # The graph was made from the functions of the solution, and knows nothing of an effect that the
        # mistake adds.
        if any(name not in was_changing for name in MutationAnalysis([*right, *own]).functions):
            return self.names
        return self.find_dependents({*mistake.functions, *mistake.variables} & self.names)


def find_names_used_by_checks(
    assignment: Assignment, checks: Sequence[Check], names: frozenset[str]
) -> dict[str, frozenset[str]]:
    """Returns the solution's names that each check uses; all if unclear."""
    used = {}
    for visibility, file in SUITE_FILES.items():
        path = assignment.grader_folder / file
        if path.exists():
            tree = ast.parse(path.read_text(encoding="utf-8"))
            functions = {node.name: node for node in tree.body if isinstance(node, Definition)}
            for check in checks:
                if check.visibility == visibility:
                    # The cases of a parametrised check are one function.
                    used[check.id] = _names_used_by(check.id.partition("[")[0], functions, names)
    for check in checks:
        # In the order of the suite, in which the needs of a check come before it.
        for other in checks:
            if {other.id, other.exercise} & set(check.needs):
                # A check that is skipped because of another one depends on all that the other uses.
                used[check.id] |= used[other.id]
    return used


def group_mistakes(
    mistakes: Sequence[Mistake], graph: DependencyGraph, used: Mapping[str, frozenset[str]]
) -> list[tuple[Mistake, ...]]:
    """Groups mistakes none of which affects the checks that another must break.

    Args:
        mistakes: the mistakes to group.
        graph: the dependencies of the solution.
        used: the names that each check uses, by its id.
    """
    affected = {mistake.name: graph.find_affected_names(mistake) for mistake in mistakes}
    needed = {
        # A check that is not in the suite, as in BREAKS with a wrong name, is taken to need everything.
        mistake.name: frozenset[str]().union(*(used.get(name, graph.names) for name in mistake.breaks))
        for mistake in mistakes
    }
    groups: list[list[Mistake]] = []
    for mistake in mistakes:
        for group in groups:
            if all(
                not (
                    affected[mistake.name] & needed[other.name] or affected[other.name] & needed[mistake.name]
                )
                for other in group
            ):
                group.append(mistake)
                break
        else:
            groups.append([mistake])
    return [tuple(group) for group in groups]


def _names_used_by(name: str, functions: Mapping[str, Definition], names: frozenset[str]) -> frozenset[str]:
    found, todo = set[str](), {name}
    used: set[str] = set()
    while todo:
        function = functions.get(todo.pop())
        # In doubt the check uses all names, and its mistakes stand alone.
        if function is None or not _is_clear(function, functions, names):
            return names
        found.add(function.name)
        # Of any object, since a suite can pass the fixture on under another name.
        used |= {node.attr for node in ast.walk(function) if isinstance(node, ast.Attribute)}
        # A parameter names a fixture, which is a function of the suite.
        words = {node.arg for node in ast.walk(function) if isinstance(node, ast.arg)}
        todo |= ((used_names(function, ast.Load) | words) & functions.keys()) - found
    return frozenset(used & names)


def _is_clear(function: Definition, functions: Mapping[str, Definition], names: frozenset[str]) -> bool:
    """Returns True if a suite's function uses no computed names."""
    for node in ast.walk(function):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            # `student.replica` and the like give access to any name.
            if node.value.id == _FIXTURE and node.attr not in names:
                return False
        elif isinstance(node, ast.Call):
            called = node.func.id if isinstance(node.func, ast.Name) else ""
            given = any(isinstance(value, ast.Name) and value.id == _FIXTURE for value in node.args)
            # A function from elsewhere that gets the fixture may read any name from it.
            if called == "getattr" or (given and called not in functions):
                return False
    return True
