"""Types and shapes of returned values."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from bareme.i18n.messages import N_, msg
from bareme.mutation.edits import Edit, find_called_name, find_expressions, parse_expression
from bareme.mutation.operator_registry import mutation_operator

__all__ = ["find_type_edits"]

_RESULTS: Final = {
    "-(value)": N_("the sign of a result is wrong"),
    "2 * value": N_("a result is twice as large as it should be"),
    "value / 2": N_("a result is half as large as it should be"),
    "np.asarray(value, np.float32)": N_("a result has only the precision of float32"),
    "np.asarray(value).astype(int)": N_("a result is cut to whole numbers"),
    "np.round(value)": N_("a result is rounded to whole numbers"),
    "np.asarray(value) > 0": N_("a result holds True and False in place of numbers"),
    "np.reshape(value, (-1, 1))": N_("a result is a column, of shape (N, 1)"),
    "np.asarray(value)[None]": N_("a result has one dimension too many"),
    "(value).T": N_("a result is transposed"),
    "np.abs(value)": N_("a result has lost its sign"),
}


@mutation_operator("types")
def find_type_edits(function: ast.FunctionDef) -> Iterator[Edit]:
    """Yields edits of the returned values, and of conversions."""
    for node in ast.walk(function):
        if isinstance(node, ast.Return) and node.value is not None:
            yield from _edit_result(node.value)
    for node in find_expressions(function):
        name = find_called_name(node)
        if not isinstance(node, ast.Call):
            continue
        if name in ("float", "int") and len(node.args) == 1:
            yield Edit(node, node.args[0], msg("a conversion to another type is missing"))
        if name == "astype" and isinstance(node.func, ast.Attribute):
            yield Edit(node, node.func.value, msg("a conversion to another type is missing"))


def _edit_result(value: ast.expr) -> Iterator[Edit]:
    for part in value.elts if isinstance(value, ast.Tuple) else [value]:
        for template, sentence in _RESULTS.items():
            yield Edit(part, parse_expression(template, value=part), msg(sentence))
    if isinstance(value, ast.Tuple):
        yield Edit(
            value,
            ast.Tuple(value.elts[::-1], ast.Load()),
            msg("the results are returned in another order"),
        )
        for part in value.elts:
            others = [one for one in value.elts if one is not part]
            yield Edit(value, ast.Tuple(others, ast.Load()), msg("one of the results is not returned"))
    if isinstance(value, ast.Dict):
        for place in range(len(value.keys)):
            keys, values = list(value.keys), list(value.values)
            del keys[place], values[place]
            yield Edit(value, ast.Dict(keys, values), msg("one of the entries is not returned"))
            for template in ("-(value)", "2 * value", "np.asarray(value)[None]", "(value).T"):
                changed = parse_expression(template, value=value.values[place])
                yield Edit(value.values[place], changed, msg(_RESULTS[template]))
