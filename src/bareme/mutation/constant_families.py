"""Functions with a number left open, which stand for mutants with any number in its place."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bareme.i18n.messages import Message, msg
from bareme.mutation.edits import Edit, apply_edit
from bareme.mutation.operators.constant_values import find_numbers, find_scalar_parameters

__all__ = ["ConstantFamily", "find_constant_families"]

_HOLE: Final = "_OPEN_NUMBER_"


@dataclass(frozen=True)
class ConstantFamily:
    """A function in which one number is open."""

    function: str
    template: str
    parameter: str
    """The parameter that always has this number; empty for a number in the code."""
    place: int
    """The position of the parameter, or of the number among those of the code."""
    default: float | None
    """The default value of the parameter."""

    def fill(self, value: float) -> str:
        """Returns the source with a number in the open place."""
        return self.template.replace(_HOLE, repr(value))

    def describe(self, value: float) -> Message:
        """Returns the error of the function with this number."""
        if self.parameter:
            return msg(
                "`%(name)s` is ignored: the value used is always %(value)s",
                name=self.parameter,
                value=f"{value:g}",
            )
        return msg("the number %(value)s stands where another one should be", value=f"{value:g}")

    def describe_all(self) -> Message | None:
        """Returns the error for any number in place of a parameter."""
        return msg("`%(name)s` is ignored", name=self.parameter) if self.parameter else None


def find_constant_families(definitions: str, function: str) -> Iterator[ConstantFamily]:
    """Yields a family for each parameter that is one number, and for each number in the code."""
    [node] = [
        one
        for one in ast.parse(definitions).body
        if isinstance(one, ast.FunctionDef) and one.name == function
    ]
    names, defaults = [one.arg for one in node.args.args], node.args.defaults
    hole = ast.Name(_HOLE, ast.Load())
    for name in find_scalar_parameters(node):
        place = names.index(name)
        given = place - len(names) + len(defaults)
        default = defaults[given] if given >= 0 else None
        known = default.value if isinstance(default, ast.Constant) else None
        fixed = ast.Assign([ast.Name(name, ast.Store())], hole)
        edit = Edit(node.body, [fixed, *node.body], msg(""))
        yield ConstantFamily(
            function,
            ast.unparse(apply_edit(node, edit)),
            name,
            place,
            float(known) if isinstance(known, int | float) else None,
        )
    for place, number in enumerate(find_numbers(node)):
        source = ast.unparse(apply_edit(node, Edit(number, hole, msg(""))))
        yield ConstantFamily(function, source, "", place, None)
