"""Penalties on weights: another kind or factor, missing, or on something else."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from bareme.i18n.messages import N_, msg
from bareme.mutation.edits import Edit, find_called_name, parse_expression
from bareme.mutation.layer_calls import change_keyword, find_layer_calls, get_keyword, is_made_by
from bareme.mutation.operator_registry import mutation_operator

__all__ = ["find_regulariser_edits"]

_OTHER_KINDS: Final = {"l1": "l2", "l2": "l1", "L1": "L2", "L2": "L1"}
_OTHER_PLACES: Final = {
    "bias_regularizer": N_("the penalty of %(layer)s is on its biases, not on its weights"),
    "activity_regularizer": N_("the penalty of %(layer)s is on what it gives, not on its weights"),
}


@mutation_operator("regularisers", is_specific=True)
def find_regulariser_edits(function: ast.FunctionDef) -> Iterator[Edit]:
    """Yields edits of the penalties of layers."""
    for call in find_layer_calls(function):
        penalty = get_keyword(call.node, "kernel_regularizer")
        if penalty is None:
            continue
        without = change_keyword(call.node, "kernel_regularizer", None)
        yield Edit(call.node, without, msg("%(layer)s has no penalty", layer=call.place))
        for name, sentence in _OTHER_PLACES.items():
            moved = change_keyword(without, name, penalty)
            yield Edit(call.node, moved, msg(sentence, layer=call.place))
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and is_made_by(node, "regularizers"):
            yield from _edit_penalty(node)


def _edit_penalty(node: ast.Call) -> Iterator[Edit]:
    kind = find_called_name(node)
    if kind not in _OTHER_KINDS or not node.args:
        return
    assert isinstance(node.func, ast.Attribute)
    func = ast.Attribute(node.func.value, _OTHER_KINDS[kind], ast.Load())
    sentence = msg(
        "the penalty is %(other)s, and should be %(kind)s",
        other=_OTHER_KINDS[kind].upper(),
        kind=kind.upper(),
    )
    yield Edit(node, ast.Call(func, node.args, node.keywords), sentence)
    [strength] = node.args
    for template, factor in (("2 * strength", "2"), ("strength / 2", "1/2"), ("strength ** 2", "")):
        yield Edit(
            strength,
            parse_expression(template, strength=strength),
            msg("the strength of the penalty has a factor %(factor)s too many", factor=factor)
            if factor
            else msg("the strength of the penalty is squared"),
        )
    yield Edit(strength, ast.Constant(0.01), msg("the strength of the penalty is always the same"))
