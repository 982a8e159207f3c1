"""Types and shapes of returned values."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Final

from bareme.i18n.messages import N_, Message, msg
from bareme.mutation.edits import Edit, find_called_name, find_expressions, parse_expression
from bareme.mutation.layer_calls import builds_object
from bareme.mutation.operator_registry import mutation_operator

__all__ = ["COMMON_RESULTS", "find_results", "find_type_edits"]

COMMON_RESULTS: Final[Mapping[str, str]] = {
    "-(value)": N_("%(what)s has the wrong sign"),
    "2 * value": N_("%(what)s is twice as large as it should be"),
    "value / 2": N_("%(what)s is half as large as it should be"),
}
_RESULTS: Final[Mapping[str, str]] = {
    **COMMON_RESULTS,
    "np.asarray(value, np.float32)": N_("%(what)s has only the precision of float32"),
    "np.asarray(value).astype(int)": N_("%(what)s is cut to whole numbers"),
    "np.round(value)": N_("%(what)s is rounded to whole numbers"),
    "np.asarray(value) > 0": N_("%(what)s only says which numbers are above 0"),
    "np.reshape(value, (-1, 1))": N_("%(what)s is a matrix with one column"),
    "np.asarray(value)[None]": N_("%(what)s has one dimension too many"),
    "(value).T": N_("%(what)s is transposed"),
    "np.abs(value)": N_("%(what)s has lost its sign"),
}
_LOSSY: Final = frozenset(
    (
        "np.asarray(value, np.float32)",
        "np.asarray(value).astype(int)",
        "np.round(value)",
        "np.asarray(value) > 0",
        "np.abs(value)",
    )
)
"""Several of these can give the same, so an answer does not tell which of them it is."""
_OF_ENTRIES: Final = ("-(value)", "2 * value", "np.asarray(value)[None]", "(value).T")
_PLACES: Final = (
    N_("the first result"),
    N_("the second result"),
    N_("the third result"),
    N_("the fourth result"),
)


@mutation_operator("types")
def find_type_edits(function: ast.FunctionDef) -> Iterator[Edit]:
    """Yields edits of the returned values, and of conversions."""
    for node in ast.walk(function):
        if isinstance(node, ast.Return) and node.value is not None:
            yield from _edit_results(node.value)
            # A model or a figure has no shape and no sign.
            if not builds_object(function):
                yield from _edit_numbers(node.value)
    for node in find_expressions(function):
        name = find_called_name(node)
        if not isinstance(node, ast.Call):
            continue
        if name in ("float", "int") and len(node.args) == 1:
            yield Edit(node, node.args[0], msg("a conversion to another type is missing"))
        if name == "astype" and isinstance(node.func, ast.Attribute):
            yield Edit(node, node.func.value, msg("a conversion to another type is missing"))


def find_results(value: ast.expr) -> Iterator[tuple[ast.expr, Message]]:
    """Yields the parts of a returned value, with the words for each."""
    if isinstance(value, ast.Tuple):
        for place, part in enumerate(value.elts):
            known = place < len(_PLACES)
            yield part, msg(_PLACES[place]) if known else msg("result number %(number)s", number=place + 1)
    elif isinstance(value, ast.Dict):
        for key, part in zip(value.keys, value.values, strict=True):
            if isinstance(key, ast.Constant):
                yield part, msg("`%(key)s`", key=key.value)
    else:
        yield value, msg("the result")


def _edit_numbers(value: ast.expr) -> Iterator[Edit]:
    templates = _OF_ENTRIES if isinstance(value, ast.Dict) else tuple(_RESULTS)
    for part, what in find_results(value):
        for template in templates:
            changed = parse_expression(template, value=part)
            sentence = msg(_RESULTS[template], what=what)
            yield Edit(part, changed, sentence, is_outer=template not in _LOSSY)


def _edit_results(value: ast.expr) -> Iterator[Edit]:
    if isinstance(value, ast.Tuple):
        reverse = ast.Tuple(value.elts[::-1], ast.Load())
        yield Edit(value, reverse, msg("the results are returned in another order"), is_outer=True)
        for part, what in find_results(value):
            others = ast.Tuple([one for one in value.elts if one is not part], ast.Load())
            yield Edit(value, others, msg("%(what)s is not returned", what=what), is_outer=True)
    if isinstance(value, ast.Dict):
        for place, (_, what) in enumerate(find_results(value)):
            keys, values = list(value.keys), list(value.values)
            del keys[place], values[place]
            yield Edit(
                value, ast.Dict(keys, values), msg("%(what)s is not returned", what=what), is_outer=True
            )
