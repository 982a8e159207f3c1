"""Finds the cells that no function of a notebook needs.

Most of the time of a notebook goes into cells that use its functions: training, tables, figures. A run that
is only asked for the functions can leave these cells out.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence, Set
from dataclasses import dataclass

from bareme.submissions.ast_names import Definition, free_names, stored_names, used_names

__all__ = ["UnneededCells", "find_unneeded"]

_DEFINING = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.Import, ast.ImportFrom)


@dataclass(frozen=True)
class UnneededCells:
    """Cells to leave out."""

    indices: frozenset[int]
    names: frozenset[str]
    """The names that they bind, which the notebook lacks without them."""


def find_unneeded(cells: Sequence[tuple[int, ast.Module]], functions: Set[str]) -> UnneededCells:
    """Finds the cells that use functions of the lab, and those that need their results.

    A cell is kept if it defines or imports something, or names a variable that a definition reads.

    Args:
        cells: the code cells that can be parsed, with their index.
        functions: the functions of the lab.
    """
    kept_names = _shared_variables(cells) | functions
    indices, missing = set[int](), set[str]()
    for index, tree in cells:
        bound, read = set(stored_names(tree)), used_names(tree, ast.Load)
        is_defining = any(isinstance(node, _DEFINING) for node in ast.walk(tree))
        is_needed = is_defining or bound & kept_names or (read - functions) & kept_names
        if not is_needed and read & (functions | missing):
            indices.add(index)
            missing |= bound
        else:
            missing -= bound
    return UnneededCells(frozenset(indices), frozenset(missing))


def _shared_variables(cells: Sequence[tuple[int, ast.Module]]) -> set[str]:
    """Returns the variables of the top level that a function, a lambda or a class reads."""
    bound, read = set[str](), set[str]()
    for _, tree in cells:
        for statement in tree.body:
            if not isinstance(statement, Definition):
                bound.update(stored_names(statement))
        for node in ast.walk(tree):
            if isinstance(node, Definition):
                read |= free_names(node)
            elif isinstance(node, ast.Lambda):
                read |= used_names(node, ast.Load)
    return bound & read
