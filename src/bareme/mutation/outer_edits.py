"""Edits of the parameters and results of a function.

Their sentences are true of any code that gives the same answers. Only the naming of errors uses them: a suite
is measured by the edits of ``operators``, of which these are consequences.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from bareme.i18n.messages import N_, Message, msg
from bareme.mutation.edits import Edit, parse_expression
from bareme.mutation.operators.value_types import COMMON_RESULTS, find_results

__all__ = ["find_outer_edits"]

_RESULTS: Final[Mapping[str, str]] = {
    "1 - value": N_("%(what)s is 1 minus what it should be"),
    "value + 1": N_("%(what)s is too large by 1"),
    "value - 1": N_("%(what)s is too small by 1"),
    "100 * value": N_("%(what)s is 100 times too large, as a percentage is"),
    "value * len(rows)": N_("%(what)s is N times too large for N samples: it is not divided by their number"),
    "value / len(rows)": N_(
        "%(what)s is N times too small for N samples: it is divided by their number once too often"
    ),
}
"""Also those of several results at once, like ``COMMON_RESULTS``."""


def find_outer_edits(function: ast.FunctionDef) -> Iterator[Edit]:
    """Yields edits of the parameters and of the results of a function."""
    names = [one.arg for one in function.args.args]
    returned = [node.value for node in ast.walk(function) if isinstance(node, ast.Return) and node.value]
    # First what is said most simply, since the first of several true sentences is chosen.
    for value in returned:
        yield from _edit_all_results(value, COMMON_RESULTS, names)
    for name in names:
        yield _assign(
            function, f"{name} = -{name}", msg("`%(name)s` is taken with the wrong sign", name=name)
        )
    for place, name in enumerate(names):
        for other in names[place + 1 :]:
            sentence = msg("`%(name)s` and `%(other)s` are exchanged", name=name, other=other)
            yield _assign(function, f"{name}, {other} = {other}, {name}", sentence)
    for value in returned:
        yield from _edit_results(value, names)
        yield from _edit_all_results(value, _RESULTS, names)


def _assign(function: ast.FunctionDef, statement: str, sentence: Message) -> Edit:
    """Returns an edit that puts a statement first."""
    return Edit(function.body, [*ast.parse(statement).body, *function.body], sentence, is_outer=True)


def _edit_results(value: ast.expr, names: Sequence[str]) -> Iterator[Edit]:
    """Yields edits of each result alone."""
    for part, what in find_results(value):
        for template, sentence in _RESULTS.items():
            changed = parse_expression(template, value=part, rows=_first(names))
            yield Edit(part, changed, msg(sentence, what=what), is_outer=True)


def _edit_all_results(value: ast.expr, templates: Mapping[str, str], names: Sequence[str]) -> Iterator[Edit]:
    """Yields edits of several results at once."""
    parts = [part for part, _ in find_results(value)]
    for template, sentence in templates.items() if len(parts) > 1 else ():
        memory: dict[int, object] = {
            id(part): parse_expression(template, value=part, rows=_first(names)) for part in parts
        }
        yield Edit(value, copy.deepcopy(value, memory), msg(sentence, what=msg("each result")), is_outer=True)


def _first(names: Sequence[str]) -> ast.expr:
    """Returns the first parameter; where it has no length, nothing is N times too large."""
    return ast.Name(names[0], ast.Load()) if names else ast.Constant(0)
