"""Finds which cells the code of a cell needs, by the names in it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bareme.results.result import CellRecord
from bareme.submissions.ast_names import free_names, stored_names
from bareme.submissions.cell_ast import parse_cell

__all__ = ["CodeGraph", "read_code_graph"]

# Reading code takes far longer than making the page; a whole notebook has some ten thousand characters.
_MAX_CELL: Final = 40_000
_MAX_NOTEBOOK: Final = 120_000


@dataclass(frozen=True)
class CodeGraph:
    """The names that each cell binds, and the other cells that it needs at once."""

    names: Mapping[int, frozenset[str]]
    uses: Mapping[int, frozenset[int]]

    def needed(self, cells: Iterable[int]) -> frozenset[int]:
        """Returns the other cells that some cells need, directly or not."""
        asked = frozenset(cells)
        found: set[int] = set()
        waiting = list(asked)
        while waiting:
            new = self.uses.get(waiting.pop(), frozenset()) - found
            found |= new
            waiting += new
        return frozenset(found) - asked

    def origin(self, name: str, cell: int) -> int | None:
        """Returns the cell where another one finds a name: the nearest above it, or the last of all."""
        binding = [index for index, names in self.names.items() if name in names and index != cell]
        return max((index for index in binding if index < cell), default=max(binding, default=None))


def read_code_graph(cells: Sequence[CellRecord]) -> CodeGraph:
    """Parses the code of a notebook.

    Cells that cannot be parsed need and bind nothing, and neither do long ones and those after a certain
    amount of code.
    """
    found = {cell.index: _read_names(tree) for cell, tree in _parse_cells(cells)}
    graph = CodeGraph({index: names.bound for index, names in found.items()}, {})
    uses = {}
    for index, names in found.items():
        origins = (graph.origin(name, index) for name in names.read)
        uses[index] = frozenset(origin for origin in origins if origin is not None)
    return CodeGraph(graph.names, uses)


def _parse_cells(cells: Sequence[CellRecord]) -> Iterator[tuple[CellRecord, ast.Module]]:
    left = _MAX_NOTEBOOK
    for cell in cells:
        if cell.kind == "code" and len(cell.source) <= min(_MAX_CELL, left):
            left -= len(cell.source)
            tree = parse_cell(cell.source)
            if tree is not None:
                yield cell, tree


@dataclass(frozen=True)
class _Names:
    bound: frozenset[str]
    read: frozenset[str]
    """Without those that are bound before they are read."""


def _read_names(tree: ast.Module) -> _Names:
    bound: set[str] = set()
    read: set[str] = set()
    for statement in tree.body:
        read |= free_names(statement) - bound
        bound.update(stored_names(statement))
    return _Names(frozenset(bound), frozenset(read))
