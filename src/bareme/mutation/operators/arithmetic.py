"""Signs, operands, terms and factors; sums for means, and their divisors."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from bareme.i18n.messages import N_, Message, msg
from bareme.mutation.edits import Edit, find_called_name, find_expressions, parse_expression
from bareme.mutation.operator_registry import mutation_operator

__all__ = ["find_arithmetic_edits"]

_OTHER: Final[dict[type[ast.operator], tuple[type[ast.operator], str, str]]] = {
    ast.Add: (ast.Sub, "+", "-"),
    ast.Sub: (ast.Add, "-", "+"),
    ast.Mult: (ast.Div, "*", "/"),
    ast.Div: (ast.Mult, "/", "*"),
}
_TERM_MISSING: Final = N_("a term is missing in a sum or difference")
_FACTOR_MISSING: Final = N_("a factor or a divisor is missing")


@mutation_operator("arithmetic")
def find_arithmetic_edits(function: ast.FunctionDef) -> Iterator[Edit]:
    """Yields edits of operators and their operands."""
    parameters = {one.arg for one in function.args.args}
    for node in find_expressions(function):
        if isinstance(node, ast.BinOp):
            yield from _edit_operation(node, parameters)
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            yield Edit(node, node.operand, msg("a minus sign is missing"))
        elif isinstance(node, ast.Call):
            yield from _edit_call(node)


def _edit_operation(node: ast.BinOp, parameters: set[str]) -> Iterator[Edit]:
    left, right, kind = node.left, node.right, type(node.op)
    if kind in _OTHER:
        other, should, found = _OTHER[kind]
        sentence = msg("a `%(found)s` should be a `%(should)s`", found=found, should=should)
        yield Edit(node, ast.BinOp(left, other(), right), sentence)
    if kind in (ast.Sub, ast.Div, ast.FloorDiv, ast.Pow):
        yield Edit(node, ast.BinOp(right, node.op, left), msg("the two operands are in the wrong order"))
    if kind in (ast.Add, ast.Sub):
        yield Edit(node, left, _describe_missing(right, _TERM_MISSING, parameters))
        alone = right if kind is ast.Add else ast.UnaryOp(ast.USub(), right)
        yield Edit(node, alone, _describe_missing(left, _TERM_MISSING, parameters))
        yield Edit(node, ast.BinOp(node, node.op, right), msg("a term is there twice"))
    if kind in (ast.Mult, ast.Div):
        yield Edit(node, left, _describe_missing(right, _FACTOR_MISSING, parameters))
        yield Edit(node, ast.BinOp(node, node.op, right), msg("a factor or a divisor is there twice"))
    if kind is ast.Mult:
        yield Edit(node, right, _describe_missing(left, _FACTOR_MISSING, parameters))
    if kind is ast.Div:
        yield Edit(node, parse_expression("0.5 * node", node=node), msg("it has a factor 1/2 too many"))


def _describe_missing(part: ast.expr, otherwise: str, parameters: set[str]) -> Message:
    """Returns the sentence for an operand that is left out; only parameters have names that students know."""
    if isinstance(part, ast.Name) and part.id in parameters:
        return msg("`%(name)s` is missing", name=part.id)
    return msg(otherwise)


def _edit_call(node: ast.Call) -> Iterator[Edit]:
    name = find_called_name(node)
    if name in ("mean", "sum"):
        other = {"mean": "sum", "sum": "mean"}[name]
        assert isinstance(node.func, ast.Attribute | ast.Name)
        func = (
            ast.Attribute(node.func.value, other, ast.Load())
            if isinstance(node.func, ast.Attribute)
            else parse_expression(f"np.{other}")
        )
        sentence = (
            msg("a sum stands where a mean should be")
            if name == "mean"
            else msg("a mean stands where a sum should be")
        )
        yield Edit(node, ast.Call(func, node.args, node.keywords), sentence)
        yield Edit(node, parse_expression("0.5 * node", node=node), msg("it has a factor 1/2 too many"))
        yield Edit(node, parse_expression("2 * node", node=node), msg("it has a factor 2 too many"))
    if name == "len" and len(node.args) == 1:
        yield Edit(
            node, parse_expression("node - 1", node=node), msg("N - 1 stands where the number N should be")
        )
        yield Edit(
            node,
            parse_expression("part.shape[-1]", part=node.args[0]),
            msg("the number of columns stands where the number of rows should be"),
        )
        yield Edit(
            node,
            parse_expression("part.size", part=node.args[0]),
            msg("the number of all entries stands where the number of rows should be"),
        )
