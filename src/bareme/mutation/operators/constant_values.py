"""Constants: other values, no protection against zero, parameters with a fixed value."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from bareme.i18n.messages import msg
from bareme.mutation.edits import Edit, find_called_name, find_expressions
from bareme.mutation.layer_calls import builds_object
from bareme.mutation.operator_registry import mutation_operator

__all__ = ["find_constant_edits", "find_numbers", "find_scalar_parameters"]

_TINY: Final = 1e-3
_FIXED: Final = (0, 1, 10, 0.1, 0.5)
"""Values that a parameter is fixed to; a suite must use at least two others."""

_NOT_COMPARED: Final = ("axis", "figsize", "verbose")


@mutation_operator("constants")
def find_constant_edits(function: ast.FunctionDef) -> Iterator[Edit]:
    """Yields edits of numbers, of clipping, and of parameters that only stand for numbers."""
    # The sizes of layers and images are whole numbers.
    is_whole = builds_object(function)
    for number in find_numbers(function):
        yield from _edit_number(number, is_whole=is_whole)
    for node in find_expressions(function):
        if isinstance(node, ast.Call):
            yield from _edit_clipping(node)
    for default in function.args.defaults:
        if isinstance(default, ast.Constant) and type(default.value) in (int, float):
            yield from _edit_number(default, is_whole=is_whole)
    yield from _fix_parameters(function)


def find_numbers(function: ast.FunctionDef) -> Iterator[ast.Constant]:
    """Yields the numbers in a function that are no indices and no axes."""
    indices = {id(part) for node in ast.walk(function) for part in _list_indices(node)}
    for node in find_expressions(function):
        if isinstance(node, ast.Constant) and id(node) not in indices and type(node.value) in (int, float):
            yield node


def find_scalar_parameters(function: ast.FunctionDef) -> list[str]:
    """Returns the parameters that are used as one number only."""
    structured = {
        part.id
        for node in ast.walk(function)
        for part in _list_structured(node)
        if isinstance(part, ast.Name)
    }
    return [one.arg for one in function.args.args if one.arg not in structured]


def _list_indices(node: ast.AST) -> Iterator[ast.AST]:
    """Yields the numbers in indices and in arguments that change nothing here."""
    if isinstance(node, ast.Subscript):
        yield from ast.walk(node.slice)
    elif isinstance(node, ast.keyword) and node.arg in _NOT_COMPARED:
        yield from ast.walk(node.value)


def _edit_number(node: ast.Constant, *, is_whole: bool) -> Iterator[Edit]:
    value = node.value
    if type(value) not in (int, float):
        return
    assert isinstance(value, int | float)
    if 0 < abs(value) < _TINY:
        for other in (0.0, 1e-2, 1e-5, value * value):
            sentence = msg("another small number, or none, keeps the values away from zero")
            yield Edit(node, ast.Constant(other), sentence)
        return
    others = {value + 1, value - 1, value / 2, value * 1.1} if value else {1, -1}
    if is_whole and type(value) is int:
        others = {value + 1, value - 1}
    kept = sorted(other for other in others if other != value)
    for other in kept:
        whole = int(other) if type(value) is int and other == int(other) else other
        sentence = msg("the number %(value)s stands where another one should be", value=f"{whole:g}")
        yield Edit(node, ast.Constant(whole), sentence, broader=msg("one of its numbers is wrong"))


def _edit_clipping(node: ast.Call) -> Iterator[Edit]:
    name = find_called_name(node)
    if name in ("clip", "maximum", "minimum") and len(node.args) > 1:
        yield Edit(node, node.args[0], msg("values are not kept within their limits"))
    if name == "clip" and len(node.args) == 3:
        value, low, high = node.args
        for limits in ([value, low, ast.Constant(None)], [value, ast.Constant(None), high]):
            yield Edit(
                node,
                ast.Call(node.func, limits, node.keywords),
                msg("values are kept within their limits on one side only"),
            )


def _fix_parameters(function: ast.FunctionDef) -> Iterator[Edit]:
    """Yields a fixed value for each parameter that is used as one number only."""
    for name in find_scalar_parameters(function):
        for value in _FIXED:
            fixed = ast.Assign([ast.Name(name, ast.Store())], ast.Constant(value))
            yield Edit(
                function.body,
                [fixed, *function.body],
                msg(
                    "`%(name)s` is ignored: the value used is always %(value)s",
                    name=name,
                    value=str(value),
                ),
                is_outer=True,
            )


def _list_structured(node: ast.AST) -> Iterator[ast.AST]:
    """Yields the parts of a node that are arrays or tables, by how they are used."""
    if isinstance(node, ast.Attribute | ast.Subscript):
        yield node.value
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
        yield from (node.left, node.right)
    elif isinstance(node, ast.Call) and find_called_name(node) in ("len", "mean", "sum", "log", "abs"):
        yield from node.args
