"""Figures: curves and pictures missing or exchanged, labels, legends, abscissas, panels."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from bareme.i18n.messages import N_, msg
from bareme.mutation.edits import Edit, find_blocks, find_called_name, parse_expression
from bareme.mutation.layer_calls import change_keyword, get_keyword
from bareme.mutation.operator_registry import mutation_operator

__all__ = ["find_figure_edits"]

_DRAWN: Final = {"plot": N_("a curve is missing"), "imshow": N_("a picture is missing")}
_LABELS: Final = {
    "xlabel": N_("the x-axis has no label"),
    "ylabel": N_("the y-axis has no label"),
    "title": N_("there is no title"),
}
_WITHOUT: Final = {
    "legend": N_("there is no legend"),
    "set_xlabel": N_("the x-axis has no label"),
    "set_ylabel": N_("the y-axis has no label"),
}


@mutation_operator("figures", is_specific=True)
def find_figure_edits(function: ast.FunctionDef) -> Iterator[Edit]:
    """Yields edits of curves, pictures, labels and panels."""
    for block in find_blocks(function):
        for place, statement in enumerate(block):
            name = find_called_name(statement.value) if isinstance(statement, ast.Expr) else ""
            sentence = _DRAWN.get(name) or _WITHOUT.get(name)
            if sentence:
                rest = [*block[:place], *block[place + 1 :]] or [ast.Pass()]
                yield Edit(block, rest, msg(sentence))
        yield from _exchange_curves(block)
    for node in ast.walk(function):
        if not isinstance(node, ast.Call):
            continue
        name = find_called_name(node)
        if name == "plot" and node.args:
            yield from _edit_curve(node)
        elif name == "imshow" and node.args:
            yield from _edit_picture(node)
        elif name == "set":
            yield from _edit_labels(node)
        elif name == "zip":
            yield from _merge_panels(node)


def _edit_curve(node: ast.Call) -> Iterator[Edit]:
    if get_keyword(node, "label") is not None:
        yield Edit(node, change_keyword(node, "label", None), msg("a curve has no label for the legend"))
    if len(node.args) == 2:
        abscissas, values = node.args
        without = ast.Call(node.func, [values], node.keywords)
        yield Edit(node, without, msg("the abscissas begin at 0, not at 1"))
        turned = ast.Call(node.func, [values, abscissas], node.keywords)
        yield Edit(node, turned, msg("the two axes of a curve are exchanged"))
    values = node.args[-1]
    for template, sentence in (
        ("values[::-1]", N_("a curve is drawn from its end to its beginning")),
        ("np.cumsum(values)", N_("a curve shows sums of its values")),
    ):
        yield Edit(values, parse_expression(template, values=values), msg(sentence))


def _edit_picture(node: ast.Call) -> Iterator[Edit]:
    picture = node.args[0]
    for template, sentence in (
        ("(picture).T", N_("a picture is transposed")),
        ("(picture)[::-1]", N_("a picture is upside down")),
        ("-(picture)", N_("the grey levels of a picture are inverted")),
        ("np.abs(picture)", N_("a picture has lost the signs of its numbers")),
    ):
        yield Edit(picture, parse_expression(template, picture=picture), msg(sentence))


def _edit_labels(node: ast.Call) -> Iterator[Edit]:
    for name, sentence in _LABELS.items():
        if get_keyword(node, name) is not None:
            yield Edit(node, change_keyword(node, name, None), msg(sentence))
    x, y = (get_keyword(node, name) for name in ("xlabel", "ylabel"))
    if x is not None and y is not None:
        exchanged = change_keyword(change_keyword(node, "xlabel", y), "ylabel", x)
        yield Edit(node, exchanged, msg("the labels of the two axes are exchanged"))


def _exchange_curves(block: list[ast.stmt]) -> Iterator[Edit]:
    """Yields edits of two curves that are drawn one after the other."""
    for place in range(len(block) - 1):
        first, second = (_find_plot(one) for one in block[place : place + 2])
        if first is None or second is None:
            continue
        one, other = first.args[-1], second.args[-1]
        for values, sentence in (
            ((other, one), N_("two curves are exchanged: each has the label of the other")),
            ((one, one), N_("the same curve is drawn twice")),
        ):
            changed = [
                ast.Expr(ast.Call(call.func, [*call.args[:-1], value], call.keywords))
                for call, value in zip((first, second), values, strict=True)
            ]
            statements: list[ast.stmt] = [*block[:place], *changed, *block[place + 2 :]]
            yield Edit(block, statements, msg(sentence))


def _find_plot(statement: ast.stmt) -> ast.Call | None:
    value = statement.value if isinstance(statement, ast.Expr) else None
    is_plot = isinstance(value, ast.Call) and find_called_name(value) == "plot" and value.args
    return value if isinstance(value, ast.Call) and is_plot else None


def _merge_panels(node: ast.Call) -> Iterator[Edit]:
    """Yields the edit that draws all into the first panel."""
    for panels in node.args[:1]:
        if isinstance(panels, ast.Name) and panels.id in ("axes", "panels"):
            first = parse_expression("[panels[0]] * len(panels)", panels=panels)
            yield Edit(panels, first, msg("one panel holds what should be in two"))
