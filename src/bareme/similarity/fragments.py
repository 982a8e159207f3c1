"""Cuts code into overlapping fragments that survive new names and another order of statements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Final

from bareme.similarity.tokens import VARIABLE, Statement, Token, read_statements

__all__ = ["Fragments", "LineSpan", "find_fragments"]

_SIZES: Final = (5, 8, 12)
"""Numbers of tokens in a fragment: a short one survives a change beside it, a long one is rarer."""
_MIN_TOKENS: Final = 4


@dataclass(frozen=True, order=True)
class LineSpan:
    """Lines of a cell, from 1, both included."""

    cell: int
    first: int
    last: int


Fragments = dict[str, tuple[LineSpan, ...]]
"""The places of each fragment."""


def find_fragments(
    sources: Mapping[int, str], imports: Mapping[str, str], fixed_names: Set[str] = frozenset()
) -> Fragments:
    """Returns the fragments in cells, with their places.

    A fragment never crosses the end of a statement, so that another order of statements leaves it as it is.

    Args:
        sources: the source of each cell, by index.
        imports: what imported names stand for.
        fixed_names: names that students may not choose.
    """
    places: dict[str, list[LineSpan]] = {}
    for cell, source in sources.items():
        for statement in read_statements(source, imports, fixed_names):
            for window in _windows(statement):
                span = LineSpan(cell, window[0].line, window[-1].line)
                places.setdefault(_spell(window), []).append(span)
    return {text: tuple(spans) for text, spans in places.items()}


def _windows(statement: Statement) -> Iterator[Sequence[Token]]:
    """Yields the parts of a statement in each size; a short statement is one fragment."""
    if _MIN_TOKENS <= len(statement) < _SIZES[0]:
        yield statement
    for size in _SIZES:
        for start in range(len(statement) - size + 1):
            yield statement[start : start + size]


def _spell(window: Sequence[Token]) -> str:
    """Returns the text of a fragment; its variables are numbered by their first occurrence in it.

    ``a = b * a`` and ``x = y * x`` are one fragment, ``a = b * b`` is another.
    """
    numbers: dict[str, int] = {}
    words = []
    for token in window:
        if token.text == VARIABLE:
            words.append(f"{VARIABLE}{numbers.setdefault(token.name, len(numbers))}")
        else:
            words.append(token.text)
    return " ".join(words)
