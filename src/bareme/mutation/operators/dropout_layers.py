"""Rates of dropout, and dropout at a wrong place."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from bareme.i18n.messages import msg
from bareme.mutation.edits import Edit, parse_expression
from bareme.mutation.layer_calls import find_layer_calls, is_made_by
from bareme.mutation.operator_registry import mutation_operator

__all__ = ["find_dropout_edits"]


@mutation_operator("dropout", is_specific=True)
def find_dropout_edits(function: ast.FunctionDef) -> Iterator[Edit]:
    """Yields edits of dropout layers."""
    calls = [call.node for call in find_layer_calls(function) if call.class_name == "Dropout"]
    for call in calls:
        for rate in call.args[:1]:
            yield Edit(
                rate,
                parse_expression("1 - rate", rate=rate),
                msg("the rate of the dropout is the share that is kept, not the share switched off"),
            )
            yield Edit(
                rate,
                parse_expression("rate / 2", rate=rate),
                msg("the rate of the dropout is half of what it should be"),
            )
            yield Edit(rate, ast.Constant(0.5), msg("the rate of the dropout is always 0.5"))
    for node in ast.walk(function):
        elements = node.elts if calls and isinstance(node, ast.List) else []
        if len(elements) > 1 and is_made_by(elements[-1], "layers") and elements[-1] not in calls:
            yield Edit(
                node,
                ast.List([*elements, calls[0]], ast.Load()),
                msg("there is a dropout after the last layer"),
            )
