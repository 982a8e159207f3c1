"""Replaces definitions of the solution by a mistake's definitions."""

from __future__ import annotations

import ast
import copy
from dataclasses import dataclass

from nbformat import NotebookNode

from bareme.course.solution import remove_markers, select_code_cells
from bareme.errors import CourseError
from bareme.i18n.messages import msg
from bareme.submissions.ast_names import bound_variables

__all__ = ["replace_definitions"]

_Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class _Edit:
    """New text for a cell's lines ``start`` to ``end - 1``."""

    cell: int
    start: int
    end: int
    text: str


def replace_definitions(notebook: NotebookNode, source: str) -> NotebookNode:
    """Returns the solution without markers, with the definitions of a mistake.

    Args:
        notebook: the solution.
        source: the text of a mistake. Each of its functions replaces the one of the same name. An assignment
            replaces the last one at the top level that binds one of its variables, or follows it if that
            binds other variables too. The mistake's imports, constants and other functions come before the
            first of these.

    Raises:
        CourseError: the solution has no function and no variable of the names in the mistake.
    """
    result = copy.deepcopy(notebook)
    cells = list(select_code_cells(result))
    for cell in cells:
        cell.source = remove_markers(cell.source)
    trees = [ast.parse(cell.source) for cell in cells]
    edits, before = [], []
    for node in ast.parse(source).body:
        found = _edits(node, trees)
        edits += found
        # Helpers of the mistake are needed before its functions are called.
        if not found and not _is_own_text(node):
            before.append(ast.unparse(node))
    if not edits:
        raise CourseError(
            msg(
                "the mistake replaces no function and no variable of the solution; name one of those "
                "it has: %(names)s.",
                names=", ".join(_names(trees)) or msg("none"),
            )
        )
    edits.sort(key=lambda edit: (edit.cell, edit.start))
    # From the last to the first, so that the line numbers of the remaining edits stay valid.
    for edit in reversed(edits):
        lines = cells[edit.cell].source.split("\n")
        text = edit.text if edit is not edits[0] or not before else "\n".join([*before, "", edit.text])
        lines[edit.start : edit.end] = text.split("\n")
        cells[edit.cell].source = "\n".join(lines)
    return result


def _edits(node: ast.stmt, trees: list[ast.Module]) -> list[_Edit]:
    """Returns the edits that insert a mistake's statement into the cells."""
    text = ast.unparse(node)
    statements = [(index, other) for index, tree in enumerate(trees) for other in tree.body]
    if isinstance(node, _Function):
        return [
            _Edit(index, _first_line(other) - 1, other.end_lineno or other.lineno, text)
            for index, other in statements
            if isinstance(other, _Function) and other.name == node.name
        ]
    names = set(bound_variables(node))
    places = [(index, other) for index, other in statements if names & set(bound_variables(other))]
    if not isinstance(node, ast.Assign | ast.AnnAssign) or not places:
        return []
    # The last assignment is the one whose value the checks read.
    index, last = places[-1]
    end = last.end_lineno or last.lineno
    # A statement that also binds other names must still run, or these would be missing.
    replaced = isinstance(last, ast.Assign | ast.AnnAssign) and set(bound_variables(last)) <= names
    return [_Edit(index, last.lineno - 1 if replaced else end, end, text)]


def _first_line(node: _Function) -> int:
    # A decorator stands before the line of `def`, and would otherwise stay.
    return min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])


def _is_own_text(node: ast.stmt) -> bool:
    """Returns True for a docstring, ``BREAKS`` or a ``__future__`` import."""
    is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    is_future = isinstance(node, ast.ImportFrom) and node.module == "__future__"
    return is_docstring or is_future or "BREAKS" in bound_variables(node)


def _names(trees: list[ast.Module]) -> list[str]:
    """Returns the names that a mistake can replace, functions first."""
    functions = {node.name for tree in trees for node in tree.body if isinstance(node, _Function)}
    variables = {name for tree in trees for node in tree.body for name in bound_variables(node)}
    return [*sorted(functions), *sorted(variables - functions)]
