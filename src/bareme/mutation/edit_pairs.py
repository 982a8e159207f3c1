"""Two edits at once, of kinds that students combine."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator
from typing import Final

from bareme.i18n.messages import msg
from bareme.mutation.edits import Edit, apply_edit
from bareme.mutation.operators import OPERATORS

__all__ = ["find_edit_pairs"]

_FAMILIES: Final = ("cousins", "arithmetic", "axes", "products", "randomness")
_COMMON: Final = frozenset(
    (
        "a minus sign is missing",
        "a sum stands where a mean should be",
        "a mean stands where a sum should be",
        "a factor or a divisor is missing",
        "a term is missing in a sum or difference",
        "`%(name)s` is missing",
        "the two operands are in the wrong order",
        "a `%(found)s` should be a `%(should)s`",
        "%(name)s is taken over axis %(after)s; it should be taken over axis %(before)s",
        "a transpose is missing",
        "the numbers are drawn from a uniform distribution, not from a normal one",
    )
)
"""The message ids of errors that students make together with another one."""
_LOGARITHMS: Final = ("log10", "log2")
_MISSING: Final = frozenset(
    ("a factor or a divisor is missing", "a term is missing in a sum or difference", "`%(name)s` is missing")
)
_MAX_PAIRS: Final = 400


def find_edit_pairs(function: ast.FunctionDef) -> Iterator[Edit]:
    """Yields two common edits at a time, up to a limit."""
    return itertools.islice(_find_pairs(function), _MAX_PAIRS)


def _find_pairs(function: ast.FunctionDef) -> Iterator[Edit]:
    for first in _find_common_edits(function):
        # From its source, since an edit shares nodes with the function.
        [changed] = ast.parse(ast.unparse(apply_edit(function, first))).body
        assert isinstance(changed, ast.FunctionDef)
        for second in _find_common_edits(changed):
            sentence = (
                msg("%(error)s (twice)", error=first.sentence)
                if str(first.sentence) == str(second.sentence)
                else msg("%(error)s, and %(other)s", error=first.sentence, other=second.sentence)
            )
            are_missing = {first.sentence.message, second.sentence.message} <= _MISSING
            broader = msg("two terms or factors are missing") if are_missing else None
            yield Edit(function.body, apply_edit(changed, second).body, sentence, broader=broader)


def _find_common_edits(function: ast.FunctionDef) -> Iterator[Edit]:
    for family in _FAMILIES:
        for edit in OPERATORS[family](function):
            # Of functions that are taken for others, only a wrong logarithm is, in each place where it is.
            if edit.sentence.message in _COMMON or edit.sentence.values.get("other") in _LOGARITHMS:
                yield edit
