"""Settings of ``compile``: loss, optimiser, step, momentum, metrics."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from bareme.i18n.messages import msg
from bareme.mutation.edits import Edit, find_blocks, find_called_name, parse_expression
from bareme.mutation.layer_calls import change_keyword, get_keyword, is_made_by
from bareme.mutation.operator_registry import mutation_operator

__all__ = ["find_compile_edits"]

_LOSSES: Final = {
    "categorical_crossentropy": "CategoricalCrossentropy",
    "sparse_categorical_crossentropy": "SparseCategoricalCrossentropy",
    "binary_crossentropy": "BinaryCrossentropy",
    "mean_squared_error": "MeanSquaredError",
}
"""The class of each loss, by its name."""
_OPTIMIZERS: Final = {"adam": "Adam", "sgd": "SGD", "rmsprop": "RMSprop"}


@mutation_operator("compiling", is_specific=True)
def find_compile_edits(function: ast.FunctionDef) -> Iterator[Edit]:
    """Yields edits of the settings that a model is compiled with."""
    for node in ast.walk(function):
        if find_called_name(node) == "compile" and isinstance(node, ast.Call):
            yield from _edit_loss(node)
            yield from _edit_optimizer_name(node)
            if get_keyword(node, "metrics") is not None:
                sentence = msg("the model is compiled without metrics")
                yield Edit(node, change_keyword(node, "metrics", None), sentence)
        elif isinstance(node, ast.Call) and find_called_name(node) == "compiled" and len(node.args) == 1:
            yield Edit(node, node.args[0], msg("the model is not compiled"))
        if isinstance(node, ast.Call) and is_made_by(node, "optimizers"):
            yield from _edit_optimizer(node)
    for block in find_blocks(function):
        for place, statement in enumerate(block):
            if isinstance(statement, ast.Expr) and find_called_name(statement.value) == "compile":
                yield Edit(block, [*block[:place], *block[place + 1 :]], msg("the model is not compiled"))


def _edit_loss(node: ast.Call) -> Iterator[Edit]:
    given = get_keyword(node, "loss")
    if not isinstance(given, ast.Constant) or given.value not in _LOSSES:
        return
    for other in _LOSSES:
        if other != given.value:
            yield Edit(given, ast.Constant(other), msg("the loss is `%(other)s`", other=other))
    logits = parse_expression(f"keras.losses.{_LOSSES[given.value]}(from_logits=True)")
    if given.value != "mean_squared_error":
        yield Edit(
            given, logits, msg("the loss takes the outputs for logits, and they are probabilities already")
        )


def _edit_optimizer_name(node: ast.Call) -> Iterator[Edit]:
    given = get_keyword(node, "optimizer")
    if isinstance(given, ast.Constant) and given.value in _OPTIMIZERS:
        for other in _OPTIMIZERS:
            if other != given.value:
                yield Edit(given, ast.Constant(other), msg("the optimiser is `%(other)s`", other=other))
        made = parse_expression(f"keras.optimizers.{_OPTIMIZERS[given.value]}(0.01)")
        yield Edit(given, made, msg("the step of the optimiser is not the usual one"))
    elif given is not None:
        sentence = msg("the optimiser that the statement asks for is missing")
        yield Edit(node, change_keyword(node, "optimizer", None), sentence)


def _edit_optimizer(node: ast.Call) -> Iterator[Edit]:
    before = find_called_name(node)
    assert isinstance(node.func, ast.Attribute)
    for other in _OPTIMIZERS.values():
        if other != before:
            func = ast.Attribute(node.func.value, other, ast.Load())
            sentence = msg("the optimiser is `%(other)s`", other=other)
            yield Edit(node, ast.Call(func, node.args, node.keywords), sentence)
    for step in node.args[:1]:
        for template in ("10 * step", "step / 10"):
            yield Edit(step, parse_expression(template, step=step), msg("the step of the optimiser is wrong"))
        without = ast.Call(node.func, node.args[1:], node.keywords)
        yield Edit(node, without, msg("the step of the optimiser is not given"))
    if before == "SGD" and get_keyword(node, "momentum") is None:
        changed = change_keyword(node, "momentum", ast.Constant(0.9))
        yield Edit(node, changed, msg("the optimiser has a momentum, and should have none"))
