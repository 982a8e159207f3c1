"""Finds functions and statements that change values in place."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import Final

from bareme.submissions.ast_names import used_names

__all__ = ["MutationAnalysis"]

_Function = ast.FunctionDef | ast.AsyncFunctionDef

# fmt: off
# Methods of arrays, lists, dictionaries, sets, generators and models that change their object.
# By name alone, since types are unknown. A method of this name that changes nothing only separates mistakes
# that could share a notebook.
_CHANGING: Final = frozenset((
    "add", "append", "assign", "build", "clear", "compile", "discard", "extend", "fill", "fit",
    "insert", "load_weights", "partition", "pop", "popitem", "put", "remove", "resize", "reverse",
    "set_weights", "setdefault", "setfield", "setflags", "shuffle", "sort", "train_on_batch", "update",
))
# Methods and functions of NumPy and ``random`` that change their arguments.
_CHANGING_ARGUMENTS: Final = frozenset(("copyto", "fill_diagonal", "place", "put", "putmask", "shuffle"))
# fmt: on


class MutationAnalysis:
    """The functions that change values in place.

    Args:
        functions: the functions of a notebook, which may call each other.
    """

    def __init__(self, functions: Iterable[_Function]) -> None:
        nodes = tuple(functions)
        found = {node.name for node in nodes if self._is_changing(node)}
        # A function that calls one that changes its arguments may pass on its own.
        known = -1
        while len(found) > known:
            known = len(found)
            found |= {node.name for node in nodes if found & set(_called(node))}
        self.functions: Final = frozenset(found)
        """The functions that change their arguments or variables of the notebook, or call one that does."""

    def find_changed_names(self, statement: ast.stmt) -> frozenset[str]:
        """Returns the names whose values a top-level statement may change in place."""
        found: set[str] = set()
        for node in ast.walk(statement):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in self.functions
            ):
                # The function may change any of its arguments.
                found |= used_names(node)
            else:
                found |= set(_changed_by(node))
        return frozenset(found)

    @staticmethod
    def _is_changing(function: _Function) -> bool:
        own = set(_fresh_names(function))
        changed = {name for node in ast.walk(function) for name in _changed_by(node)}
        # Changing a value that the function made itself has no effect outside it.
        return bool(changed - own) or any(isinstance(node, ast.Global) for node in ast.walk(function))


def _changed_by(node: ast.AST) -> Iterator[str]:
    """Yields the names whose values one operation changes in place."""
    if isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
        yield from used_names(node.value)
    elif isinstance(node, ast.AugAssign):
        yield from used_names(node.target)
    elif isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute):
            if node.func.attr in _CHANGING:
                yield from used_names(node.func)
            if node.func.attr in _CHANGING_ARGUMENTS:
                yield from used_names(node)
        for keyword in node.keywords:
            if keyword.arg == "out":
                yield from used_names(keyword.value)


def _fresh_names(function: _Function) -> Iterator[str]:
    """Yields the variables of a function that hold only values it created.

    Such a value comes from a call or an expression, not from a name, an attribute or a subscript.
    """
    made: dict[str, bool] = {
        argument.arg: False for argument in ast.walk(function.args) if isinstance(argument, ast.arg)
    }
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            # All assignments count: a variable that once holds a value from outside may still refer to it.
            name = node.targets[0].id
            made[name] = made.get(name, True) and not isinstance(
                node.value, ast.Name | ast.Attribute | ast.Subscript
            )
    yield from (name for name, is_fresh in made.items() if is_fresh)


def _called(function: _Function) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id
