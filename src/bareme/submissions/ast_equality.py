"""Compares code by its syntax trees, whatever its comments, layout and docstrings."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any, Final

__all__ = ["drop_idle_statements", "has_equal_code"]

_FUNCTIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef)
_NO_CODE: Final = frozenset(("kind", "type_comment", "type_ignores"))
"""Fields that say how the source is written: ``u"text"`` is ``"text"``."""


def drop_idle_statements(body: Sequence[ast.stmt]) -> list[ast.stmt]:
    """Returns statements without those that do nothing: docstrings, other constants and ``pass``."""
    return [
        node
        for node in body
        if not isinstance(node, ast.Pass)
        and not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
    ]


def has_equal_code(first: ast.stmt | Sequence[ast.stmt], second: ast.stmt | Sequence[ast.stmt]) -> bool:
    """Returns True if two statements, or two sequences of them, are the same code.

    Two functions of one name are compared by their bodies alone, also in a class or another function. It ends
    at the first difference, so it never takes longer than the shorter of the two is long.
    """
    # No recursion, and no `ast.dump`: hostile code can be nested deeply.
    pending: list[tuple[Any, Any]] = [(_as_part(first), _as_part(second))]
    while pending:
        one, other = pending.pop()
        if isinstance(one, _FUNCTIONS) and isinstance(other, _FUNCTIONS):
            if one.name != other.name:
                return False
            pending.append((drop_idle_statements(one.body), drop_idle_statements(other.body)))
        elif type(one) is not type(other):
            return False
        elif isinstance(one, ast.AST):
            pending += [
                (_read_field(one, name), _read_field(other, name))
                for name in one._fields
                if name not in _NO_CODE
            ]
        elif isinstance(one, list) and isinstance(other, list):
            if len(one) != len(other):
                return False
            pending += zip(one, other, strict=True)
        elif one != other:
            return False
    return True


def _as_part(code: ast.stmt | Sequence[ast.stmt]) -> object:
    return code if isinstance(code, ast.stmt) else drop_idle_statements(code)


def _read_field(node: ast.AST, name: str) -> object:
    if name == "body" and isinstance(node, ast.ClassDef):
        return drop_idle_statements(node.body)
    return getattr(node, name, None)
