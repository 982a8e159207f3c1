"""Layers of models: missing, doubled, moved, with other activations and sizes."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from bareme.i18n.messages import N_, msg
from bareme.mutation.edits import Edit, find_blocks, find_called_name, parse_expression
from bareme.mutation.layer_calls import MadeLayer, change_keyword, find_layer_calls, get_keyword, is_made_by
from bareme.mutation.operator_registry import mutation_operator

__all__ = ["find_layer_edits"]

_WITH_WEIGHTS: Final = ("Dense", "Conv2D")
_OTHER_ACTIVATIONS: Final = {"relu": ("sigmoid", "tanh"), "softmax": ("sigmoid", "relu")}
_SIZES: Final[dict[str, tuple[tuple[str, int | None, str], ...]]] = {
    "Dense": (("units", 0, N_("%(layer)s has a wrong number of units")),),
    "Conv2D": (
        ("filters", 0, N_("%(layer)s has a wrong number of filters")),
        ("kernel_size", 1, N_("%(layer)s has filters of a wrong size")),
        ("strides", None, N_("%(layer)s moves its filters in steps of 2")),
    ),
    "MaxPooling2D": (
        ("pool_size", 0, N_("%(layer)s has blocks of a wrong size")),
        ("strides", None, N_("%(layer)s has blocks that overlap: see `strides`")),
    ),
}
"""Sizes of layers: keyword, place among the arguments (None: not given), and the sentence."""


@mutation_operator("layers", is_specific=True)
def find_layer_edits(function: ast.FunctionDef) -> Iterator[Edit]:
    """Yields edits of the layers of a model and of their order."""
    calls = find_layer_calls(function)
    for call in calls:
        yield from _edit_activation(call)
        yield from _edit_sizes(call)
        if call.class_name in _WITH_WEIGHTS:
            sentence = msg("%(layer)s has no biases", layer=call.place)
            yield Edit(call.node, change_keyword(call.node, "use_bias", ast.Constant(False)), sentence)
        if call.class_name == "MaxPooling2D":
            func = parse_expression("keras.layers.AveragePooling2D")
            sentence = msg("%(layer)s takes the mean of a block, not the maximum", layer=call.place)
            yield Edit(call.node, ast.Call(func, call.node.args, call.node.keywords), sentence)
    by_node = {id(call.node): call for call in calls}
    for node in ast.walk(function):
        if isinstance(node, ast.List):
            yield from _edit_list(node, by_node)
        elif isinstance(node, ast.ListComp | ast.GeneratorExp) and is_made_by(node.elt, "layers"):
            yield from _edit_repetition(node.generators[0].iter)
        elif isinstance(node, ast.For) and any(id(part) in by_node for part in ast.walk(node)):
            yield from _edit_repetition(node.iter)
    yield from _edit_additions(function, by_node)


def _edit_activation(call: MadeLayer) -> Iterator[Edit]:
    node, given = call.node, get_keyword(call.node, "activation")
    if call.class_name not in _WITH_WEIGHTS:
        return
    if given is None:
        sentence = msg("%(layer)s has an activation, and should have none", layer=call.place)
        yield Edit(node, change_keyword(node, "activation", ast.Constant("relu")), sentence)
        return
    sentence = msg("%(layer)s has no activation", layer=call.place)
    yield Edit(node, change_keyword(node, "activation", None), sentence)
    name = given.value if isinstance(given, ast.Constant) else None
    if name is None:
        sentence = msg("%(layer)s always has the same activation, whatever is asked for", layer=call.place)
        for fixed in ("relu", "sigmoid"):
            yield Edit(given, ast.Constant(fixed), sentence)
    for other in _OTHER_ACTIVATIONS.get(str(name), ()):
        sentence = msg("%(layer)s has the activation `%(other)s`", layer=call.place, other=other)
        yield Edit(given, ast.Constant(other), sentence)


def _edit_sizes(call: MadeLayer) -> Iterator[Edit]:
    node = call.node
    for keyword, place, sentence in _SIZES.get(call.class_name, ()):
        given = get_keyword(node, keyword)
        if given is None and place is not None and place < len(node.args):
            given = node.args[place]
        if given is not None:
            for template in ("size + 1", "2 * size"):
                changed = parse_expression(template, size=given)
                yield Edit(given, changed, msg(sentence, layer=call.place))
        elif place is None:
            step = ast.Constant(1 if call.class_name == "MaxPooling2D" else 2)
            yield Edit(node, change_keyword(node, keyword, step), msg(sentence, layer=call.place))
    if call.class_name in ("Conv2D", "MaxPooling2D") and get_keyword(node, "padding") is None:
        sentence_of_padding = msg("%(layer)s pads the image: see `padding`", layer=call.place)
        yield Edit(node, change_keyword(node, "padding", ast.Constant("same")), sentence_of_padding)


def _edit_list(node: ast.List, by_node: dict[int, MadeLayer]) -> Iterator[Edit]:
    elements = node.elts
    for place, element in enumerate(elements):
        before, after = elements[:place], elements[place + 1 :]
        call = by_node.get(id(element))
        if call is not None:
            yield Edit(
                node, ast.List([*before, *after], ast.Load()), msg("%(layer)s is missing", layer=call.place)
            )
            # Once more by a call of its own: the same layer twice would be one with shared weights.
            doubled = ast.List([*before, element, element, *after], ast.Load())
            yield Edit(node, doubled, msg("%(layer)s is there twice", layer=call.place))
        elif isinstance(element, ast.Starred):
            yield Edit(node, ast.List([*before, *after], ast.Load()), msg("all hidden layers are missing"))
        if after and (call is not None or isinstance(element, ast.Starred)):
            moved = ast.List([*before, after[0], element, *after[1:]], ast.Load())
            sentence = (
                msg("%(layer)s comes too late", layer=call.place)
                if call is not None
                else msg("the hidden layers come too late")
            )
            yield Edit(node, moved, sentence)


def _edit_repetition(sizes: ast.expr) -> Iterator[Edit]:
    """Yields edits of the list that says which layers a loop makes."""
    for template, sentence in (
        ("sizes[1:]", N_("the first of the repeated layers is missing")),
        ("sizes[:-1]", N_("the last of the repeated layers is missing")),
        ("sizes[:1]", N_("only the first of the repeated layers is there")),
        ("sizes[::-1]", N_("the repeated layers are in the wrong order")),
        ("[*sizes, *sizes[-1:]]", N_("the last of the repeated layers is there twice")),
        ("[sizes[0]] * len(sizes)", N_("all repeated layers have the size of the first one")),
    ):
        yield Edit(sizes, parse_expression(template, sizes=sizes), msg(sentence))


def _edit_additions(function: ast.FunctionDef, by_node: dict[int, MadeLayer]) -> Iterator[Edit]:
    """Yields edits of the statements that add a layer to a model."""
    for block in find_blocks(function):
        calls = [_find_added(statement, by_node) for statement in block]
        for place, call in enumerate(calls):
            if call is None:
                continue
            before, statement, after = block[:place], block[place], block[place + 1 :]
            yield Edit(block, [*before, *after], msg("%(layer)s is missing", layer=call.place))
            doubled = [*before, statement, statement, *after]
            yield Edit(block, doubled, msg("%(layer)s is there twice", layer=call.place))
            if after and calls[place + 1] is not None:
                moved = [*before, after[0], statement, *after[1:]]
                yield Edit(block, moved, msg("%(layer)s comes too late", layer=call.place))


def _find_added(statement: ast.stmt, by_node: dict[int, MadeLayer]) -> MadeLayer | None:
    value = statement.value if isinstance(statement, ast.Expr) else None
    if isinstance(value, ast.Call) and find_called_name(value) == "add" and value.args:
        return by_node.get(id(value.args[0]))
    return None
