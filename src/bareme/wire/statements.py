"""Recognises statements that only define something.

The guest runs them after a statement of their cell has failed, the grader says which ones these were, and the
reference solution consists of them.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Final

__all__ = ["first_line", "is_definition", "statements_below"]

_ALWAYS: Final = (ast.Import, ast.ImportFrom, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def is_definition(node: ast.stmt) -> bool:
    """Returns True for an import, function, class or literal constant."""
    if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return all(_is_name(target) for target in targets) and _is_literal(node.value)
    return isinstance(node, _ALWAYS)


def first_line(node: ast.stmt) -> int:
    """Returns the line at which a statement begins, with its decorators."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def statements_below(body: Sequence[ast.stmt], line: int) -> list[ast.stmt]:
    """Returns the statements of a cell that begin below a line."""
    return [node for node in body if first_line(node) > line]


def _is_name(target: ast.expr) -> bool:
    """Returns True for a name or a tuple of names: setting an item or attribute changes an object."""
    parts = target.elts if isinstance(target, ast.Tuple | ast.List) else [target]
    return all(isinstance(part, ast.Name) for part in parts)


def _is_literal(value: ast.expr) -> bool:
    try:
        ast.literal_eval(value)
    except (ValueError, TypeError, MemoryError, RecursionError):
        return False
    return True
