"""Axes of reductions, and the dimension that they keep."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from bareme.i18n.messages import N_, Message, msg
from bareme.mutation.edits import Edit, find_called_name, find_expressions
from bareme.mutation.operator_registry import mutation_operator

__all__ = ["find_axis_edits"]

_REDUCTIONS: Final = {
    "sum": N_("the sum"),
    "mean": N_("the mean"),
    "max": N_("the maximum"),
    "min": N_("the minimum"),
    "argmax": N_("the position of the maximum"),
    "argmin": N_("the position of the minimum"),
    "std": N_("the standard deviation"),
    "var": N_("the variance"),
}


@mutation_operator("axes")
def find_axis_edits(function: ast.FunctionDef) -> Iterator[Edit]:
    """Yields edits of the arguments ``axis`` and ``keepdims``."""
    for node in find_expressions(function):
        if isinstance(node, ast.Call) and find_called_name(node) in _REDUCTIONS:
            yield from _edit_axis(node)
            yield from _edit_keepdims(node)


def _edit_axis(node: ast.Call) -> Iterator[Edit]:
    given = next((one.value for one in node.keywords if one.arg == "axis"), None)
    before = None if given is None else ast.unparse(given)
    for after in ("0", "1", "-1", None):
        if after == before:
            continue
        keywords = [one for one in node.keywords if one.arg != "axis"]
        if after is not None:
            keywords.insert(0, ast.keyword("axis", ast.parse(after, mode="eval").body))
        sentence = _describe(_REDUCTIONS[find_called_name(node)], after, before)
        name = msg(_REDUCTIONS[find_called_name(node)])
        broader = (
            msg("%(name)s should be taken over all entries", name=name)
            if before is None
            else msg("%(name)s should be taken over axis %(before)s", name=name, before=before)
        )
        yield Edit(node, ast.Call(node.func, node.args, keywords), sentence, broader=broader)


def _describe(subject: str, after: str | None, before: str | None) -> Message:
    name = msg(subject)
    if after is None:
        return msg(
            "%(name)s is taken over all entries; it should be taken over axis %(before)s",
            name=name,
            before=before,
        )
    if before is None:
        return msg(
            "%(name)s is taken over axis %(after)s; it should be taken over all entries",
            name=name,
            after=after,
        )
    return msg(
        "%(name)s is taken over axis %(after)s; it should be taken over axis %(before)s",
        name=name,
        after=after,
        before=before,
    )


def _edit_keepdims(node: ast.Call) -> Iterator[Edit]:
    others = [one for one in node.keywords if one.arg != "keepdims"]
    if len(others) < len(node.keywords):
        sentence = msg("a reduction drops its axis, and the shapes do not fit any more: see `keepdims`")
        yield Edit(node, ast.Call(node.func, node.args, others), sentence)
    elif any(one.arg == "axis" for one in others):
        keywords = [*others, ast.keyword("keepdims", ast.Constant(True))]
        sentence = msg("a reduction keeps its axis, which should be dropped: see `keepdims`")
        yield Edit(node, ast.Call(node.func, node.args, keywords), sentence)
