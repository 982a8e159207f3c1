"""Calls that make layers of Keras in a function, and words for their place."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from bareme.i18n.messages import Message, msg
from bareme.mutation.edits import find_called_name

__all__ = ["MadeLayer", "builds_object", "change_keyword", "find_layer_calls", "get_keyword", "is_made_by"]

_REPEATING = (ast.For, ast.While, ast.ListComp, ast.GeneratorExp)
_OBJECTS = frozenset(("Sequential", "Model", "compile", "fit", "subplots", "figure"))


@dataclass(frozen=True)
class MadeLayer:
    """A call that makes a layer, or several if it is repeated."""

    node: ast.Call
    class_name: str
    place: Message
    """Which layers of the built model these are."""


def find_layer_calls(function: ast.FunctionDef) -> tuple[MadeLayer, ...]:
    """Returns the calls of ``keras.layers`` in a function, in the order of their text."""
    repeated = {
        id(part)
        for node in ast.walk(function)
        if isinstance(node, _REPEATING)
        for part in ast.walk(node)
        if part is not node
    }
    calls = sorted(
        (node for node in ast.walk(function) if isinstance(node, ast.Call) and is_made_by(node, "layers")),
        key=lambda node: (node.lineno, node.col_offset),
    )
    names = [find_called_name(node) for node in calls]
    return tuple(
        MadeLayer(
            node,
            name,
            _describe_place(names, number, is_repeated=id(node) in repeated),
        )
        for number, (node, name) in enumerate(zip(calls, names, strict=True))
    )


def _describe_place(names: list[str], number: int, *, is_repeated: bool) -> Message:
    name, same = names[number], [place for place, other in enumerate(names) if other == names[number]]
    if is_repeated:
        if len(same) > 1:
            return msg("each hidden `%(name)s` layer", name=name)
        return msg("each `%(name)s` layer", name=name)
    if number == len(names) - 1:
        return msg("the last layer")
    if len(same) == 1:
        return msg("the `%(name)s` layer", name=name)
    if number == same[0]:
        return msg("the first `%(name)s` layer", name=name)
    return msg("the `%(name)s` layer number %(number)s", name=name, number=same.index(number) + 1)


def is_made_by(node: ast.AST, module: str) -> bool:
    """Returns True for a call such as ``keras.layers.Dense(...)`` of this module of Keras."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Attribute | ast.Name)
        and (node.func.value.attr if isinstance(node.func.value, ast.Attribute) else node.func.value.id)
        == module
    )


def get_keyword(node: ast.Call, name: str) -> ast.expr | None:
    """Returns the value of a keyword argument; None without it."""
    return next((one.value for one in node.keywords if one.arg == name), None)


def change_keyword(node: ast.Call, name: str, value: ast.expr | None) -> ast.Call:
    """Returns a call with another value of a keyword argument, or without it."""
    kept = [one for one in node.keywords if one.arg != name]
    if value is not None:
        kept.append(ast.keyword(name, value))
    return ast.Call(node.func, node.args, kept)


def builds_object(function: ast.FunctionDef) -> bool:
    """Returns True for a function that makes or trains a model, or draws."""
    return any(find_called_name(node) in _OBJECTS for node in ast.walk(function))
