"""Settings of ``fit``: samples, validation, epochs, batches, order."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from bareme.i18n.messages import N_, msg
from bareme.mutation.edits import Edit, find_called_name, parse_expression
from bareme.mutation.layer_calls import change_keyword, get_keyword
from bareme.mutation.operator_registry import mutation_operator

__all__ = ["find_fit_edits"]

_WITHOUT: Final = {
    "epochs": N_("the number of epochs is not given to `fit`"),
    "batch_size": N_("the size of a batch is not given to `fit`"),
    "validation_split": N_("nothing is put aside for validation"),
}


@mutation_operator("fitting", is_specific=True)
def find_fit_edits(function: ast.FunctionDef) -> Iterator[Edit]:
    """Yields edits of the arguments of ``fit``, and of its history."""
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and find_called_name(node) == "fit" and len(node.args) == 2:
            yield from _edit_settings(node)
            yield from _edit_samples(node)
            twice = parse_expression("(fit, fit)[1]", fit=node)
            yield Edit(node, twice, msg("the model is trained twice"))
            part = parse_expression("fit.history", fit=node)
            yield Edit(node, part, msg("what stands for the history is its dictionary"))


def _edit_settings(node: ast.Call) -> Iterator[Edit]:
    for name, sentence in _WITHOUT.items():
        if get_keyword(node, name) is not None:
            yield Edit(node, change_keyword(node, name, None), msg(sentence))
    epochs, batch = (get_keyword(node, name) for name in ("epochs", "batch_size"))
    if epochs is not None and batch is not None:
        exchanged = change_keyword(change_keyword(node, "epochs", batch), "batch_size", epochs)
        yield Edit(node, exchanged, msg("the number of epochs and the size of a batch are exchanged"))
        yield Edit(
            epochs, parse_expression("epochs + 1", epochs=epochs), msg("it is trained for an epoch too many")
        )
    ordered = change_keyword(node, "shuffle", ast.Constant(False))
    yield Edit(node, ordered, msg("the samples are not shuffled"))
    split = get_keyword(node, "validation_split")
    if split is not None:
        other = parse_expression("1 - split", split=split)
        yield Edit(split, other, msg("the shares for training and for validation are exchanged"))
        if isinstance(split, ast.Constant):
            yield Edit(split, ast.Constant(0.1), msg("the share put aside for validation is wrong"))
        same = change_keyword(node, "validation_split", None)
        data = ast.Tuple(node.args, ast.Load())
        sentence = msg("it is validated on samples that it is trained on")
        yield Edit(node, change_keyword(same, "validation_data", data), sentence)


def _edit_samples(node: ast.Call) -> Iterator[Edit]:
    inputs, targets = node.args
    for template, sentence in (
        ("part[::-1]", N_("the samples are given in the opposite order")),
        ("part[: len(part) // 2]", N_("only half of the samples are given to `fit`")),
    ):
        parts = [parse_expression(template, part=part) for part in (inputs, targets)]
        yield Edit(node, ast.Call(node.func, parts, node.keywords), msg(sentence))
    turned = parse_expression("part[::-1]", part=targets)
    yield Edit(targets, turned, msg("inputs and labels do not go together"))
