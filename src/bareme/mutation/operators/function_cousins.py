"""Functions that are easily taken for each other, or left out."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from bareme.i18n.messages import msg
from bareme.mutation.edits import Edit, find_called_name, find_expressions, parse_expression
from bareme.mutation.operator_registry import mutation_operator

__all__ = ["find_cousin_edits"]

_COUSINS: Final = {
    "log": ("log10", "log2", "log1p"),
    "exp": ("exp2", "expm1"),
    "argmax": ("argmin", "max"),
    "argmin": ("argmax", "min"),
    "max": ("min", "mean", "argmax"),
    "min": ("max", "mean", "argmin"),
    "maximum": ("minimum",),
    "minimum": ("maximum",),
    "std": ("var",),
    "var": ("std",),
    "tanh": ("sin", "arctan"),
    "zeros": ("ones",),
    "ones": ("zeros",),
    "floor": ("ceil", "round"),
    "ceil": ("floor", "round"),
}
_ELEMENTWISE: Final = ("log", "exp", "abs", "sqrt", "square", "tanh", "sigmoid", "softmax")
"""Functions that students forget; without them the value keeps its shape."""


@mutation_operator("cousins")
def find_cousin_edits(function: ast.FunctionDef) -> Iterator[Edit]:
    """Yields edits of the names of called functions."""
    for node in find_expressions(function):
        name = find_called_name(node)
        if not isinstance(node, ast.Call):
            continue
        for other in _COUSINS.get(name, ()) if isinstance(node.func, ast.Attribute) else ():
            assert isinstance(node.func, ast.Attribute)
            func = ast.Attribute(node.func.value, other, ast.Load())
            # The position of a value is no number to compute with, and takes no `keepdims` in old NumPy.
            sentence = msg("`%(other)s` stands where `%(name)s` should be", other=other, name=name)
            yield Edit(node, ast.Call(func, node.args, node.keywords), sentence)
        if name in _ELEMENTWISE and len(node.args) == 1 and not node.keywords:
            yield Edit(node, node.args[0], msg("`%(name)s` is missing", name=name))
        if name == "sigmoid" and len(node.args) == 1:
            tanh = parse_expression("np.tanh(z)", z=node.args[0])
            yield Edit(
                node, tanh, msg("`%(other)s` stands where `%(name)s` should be", other="tanh", name=name)
            )
