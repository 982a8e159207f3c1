"""Comparisons: strict or not, inverted; branches and extremes exchanged."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from bareme.i18n.messages import N_, msg
from bareme.mutation.edits import Edit, find_called_name, find_expressions
from bareme.mutation.operator_registry import mutation_operator

__all__ = ["find_comparison_edits"]

_SIGNS: Final[dict[type[ast.cmpop], str]] = {
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
_OTHERS: Final[dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]]] = {
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Eq: (ast.NotEq, ast.GtE, ast.LtE),
    ast.NotEq: (ast.Eq,),
}


_OPPOSITES: Final = frozenset(
    (
        (ast.Gt, ast.Lt),
        (ast.GtE, ast.Lt),
        (ast.Lt, ast.Gt),
        (ast.LtE, ast.Gt),
        (ast.Eq, ast.NotEq),
        (ast.NotEq, ast.Eq),
    )
)
_OPPOSITE: Final = N_("a condition says the opposite of what it should")


@mutation_operator("comparisons")
def find_comparison_edits(function: ast.FunctionDef) -> Iterator[Edit]:
    """Yields edits of comparisons and of choices between two values."""
    for node in find_expressions(function):
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            before = type(node.ops[0])
            for after in _OTHERS.get(before, ()):
                sentence = msg(
                    "a comparison uses `%(after)s`; it should use `%(before)s`",
                    after=_SIGNS[after],
                    before=_SIGNS[before],
                )
                changed = ast.Compare(node.left, [after()], node.comparators)
                broader = msg(_OPPOSITE) if (before, after) in _OPPOSITES else None
                yield Edit(node, changed, sentence, broader=broader)
        elif isinstance(node, ast.Call) and find_called_name(node) == "where" and len(node.args) == 3:
            condition, first, second = node.args
            yield Edit(
                node,
                ast.Call(node.func, [condition, second, first], node.keywords),
                msg("the two cases of a choice are exchanged"),
                broader=msg(_OPPOSITE),
            )
        elif isinstance(node, ast.IfExp):
            yield Edit(
                node,
                ast.IfExp(node.test, node.orelse, node.body),
                msg("the two cases of a choice are exchanged"),
                broader=msg(_OPPOSITE),
            )
