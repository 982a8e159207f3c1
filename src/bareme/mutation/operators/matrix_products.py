"""Matrix products: transposes, order of the factors, elementwise products."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from bareme.i18n.messages import msg
from bareme.mutation.edits import Edit, find_expressions, parse_expression
from bareme.mutation.operator_registry import mutation_operator

__all__ = ["find_product_edits"]


@mutation_operator("products")
def find_product_edits(function: ast.FunctionDef) -> Iterator[Edit]:
    """Yields edits of matrix products and transposes."""
    for node in find_expressions(function):
        if isinstance(node, ast.Attribute) and node.attr == "T":
            yield Edit(node, node.value, msg("a transpose is missing"))
        if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.MatMult):
            continue
        left, right = node.left, node.right
        yield Edit(
            node,
            ast.BinOp(right, node.op, left),
            msg("the factors of a matrix product are in the wrong order"),
        )
        yield Edit(
            node,
            ast.BinOp(left, ast.Mult(), right),
            msg("an elementwise product stands where a matrix product should be"),
        )
        for template in ("left.T @ right", "left @ right.T"):
            yield Edit(
                node,
                parse_expression(template, left=left, right=right),
                msg("a factor of a matrix product is transposed, and should not be"),
            )
