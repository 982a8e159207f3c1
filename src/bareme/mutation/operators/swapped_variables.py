"""One variable for another: parameters, local variables, keys, arguments in another order."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from bareme.i18n.messages import msg
from bareme.mutation.edits import Edit, find_expressions
from bareme.mutation.operator_registry import mutation_operator

__all__ = ["find_variable_edits"]

_WORDS: Final = ("title", "xlabel", "ylabel")
"""Arguments of drawing functions that may be any words."""


@mutation_operator("variables")
def find_variable_edits(function: ast.FunctionDef) -> Iterator[Edit]:
    """Yields edits that read another variable or key of the same function."""
    parameters = [one.arg for one in function.args.args]
    assigned = dict.fromkeys(
        node.id
        for node in ast.walk(function)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    )
    own = [name for name in assigned if name not in parameters and name != "_"]
    keys = list(dict.fromkeys(key for node in ast.walk(function) if (key := _read_key(node))))
    words = {
        id(part)
        for node in ast.walk(function)
        if isinstance(node, ast.keyword) and node.arg in _WORDS
        for part in ast.walk(node)
    }
    for node in find_expressions(function):
        if isinstance(node, ast.Name) and id(node) not in words:
            yield from _edit_name(node, parameters, own)
        elif isinstance(node, ast.Subscript) and (key := _read_key(node)):
            for other in keys:
                if other != key:
                    sentence = msg("`%(other)s` stands where `%(name)s` should be", other=other, name=key)
                    yield Edit(node.slice, ast.Constant(other), sentence)
        elif isinstance(node, ast.Call):
            yield from _exchange_arguments(node)


def _edit_name(node: ast.Name, parameters: list[str], own: list[str]) -> Iterator[Edit]:
    if node.id in parameters:
        for other in parameters:
            if other != node.id:
                sentence = msg("`%(other)s` stands where `%(name)s` should be", other=other, name=node.id)
                yield Edit(node, ast.Name(other, ast.Load()), sentence)
    elif node.id in own:
        for other in own:
            if other != node.id:
                # Without the names, which are those of the solution.
                yield Edit(
                    node, ast.Name(other, ast.Load()), msg("a variable stands where another one should be")
                )


def _read_key(node: ast.AST) -> str:
    index = node.slice if isinstance(node, ast.Subscript) else None
    return index.value if isinstance(index, ast.Constant) and isinstance(index.value, str) else ""


def _exchange_arguments(node: ast.Call) -> Iterator[Edit]:
    for place in range(len(node.args) - 1):
        first, second = node.args[place : place + 2]
        exchanged = [*node.args[:place], second, first, *node.args[place + 2 :]]
        yield Edit(
            node,
            ast.Call(node.func, exchanged, node.keywords),
            msg("two arguments of a call are in the wrong order"),
        )
