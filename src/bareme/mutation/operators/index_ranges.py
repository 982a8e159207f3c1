"""Indices, slices and ranges that are off by one; rounding of quotients."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from bareme.i18n.messages import N_, msg
from bareme.mutation.edits import Edit, find_called_name, find_expressions, parse_expression
from bareme.mutation.operator_registry import mutation_operator

__all__ = ["find_index_edits"]

_OFF_BY_ONE = N_("an index or the end of a range is off by one")


@mutation_operator("indices")
def find_index_edits(function: ast.FunctionDef) -> Iterator[Edit]:
    """Yields edits of indices, slices, ranges and integer quotients."""
    for node in find_expressions(function):
        if isinstance(node, ast.Subscript):
            yield from _edit_subscript(node)
        elif find_called_name(node) in ("range", "arange") and isinstance(node, ast.Call):
            yield from _edit_range(node)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.FloorDiv):
            for template in ("-(-left // right)", "left / right", "round(left / right)"):
                yield Edit(
                    node,
                    parse_expression(template, left=node.left, right=node.right),
                    msg("a quotient is rounded in the wrong way"),
                )


def _edit_subscript(node: ast.Subscript) -> Iterator[Edit]:
    index = node.slice
    if isinstance(index, ast.Constant) and type(index.value) is int:
        for other in (index.value + 1, index.value - 1):
            yield Edit(index, ast.Constant(other), msg(_OFF_BY_ONE))
    if isinstance(index, ast.Slice):
        for end in (index.lower, index.upper):
            if end is not None:
                yield from _shift(end)
        if index.upper is not None:
            yield Edit(index, ast.Slice(index.lower, None, index.step), msg("a slice has no end"))
        if index.lower is not None:
            yield Edit(index, ast.Slice(None, index.upper, index.step), msg("a slice has no beginning"))


def _edit_range(node: ast.Call) -> Iterator[Edit]:
    if len(node.args) == 1:
        whole = [ast.Constant(1), *node.args]
        yield Edit(node, ast.Call(node.func, whole, node.keywords), msg("a range begins at 1, not at 0"))
        yield from _shift(node.args[0])
    else:
        for end in node.args[:2]:
            yield from _shift(end)
    if len(node.args) == 3:
        start, stop, step = node.args
        whole = [start, parse_expression("stop - stop % step", stop=stop, step=step), step]
        yield Edit(
            node, ast.Call(node.func, whole, node.keywords), msg("the last, incomplete part is left out")
        )
        yield Edit(node, ast.Call(node.func, [start, stop], node.keywords), msg("a range goes in steps of 1"))


def _shift(end: ast.expr) -> Iterator[Edit]:
    for template in ("end + 1", "end - 1"):
        yield Edit(end, parse_expression(template, end=end), msg(_OFF_BY_ONE))
