"""Finds which cells the code of a cell needs, by the names in it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bareme.results.result import CellRecord
from bareme.submissions.ast_names import free_names, stored_names
from bareme.submissions.cell_ast import parse_cell

__all__ = ["CodeGraph", "read_code_graph"]

# Parsing takes far longer than the page; a cell of an exercise has a few thousand characters.
_MAX_CELL: Final = 40_000
_MAX_CELLS: Final = 400


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
    """Parses the code of a notebook; cells that cannot be parsed need and bind nothing."""
    trees: dict[int, ast.Module] = {}
    for cell in cells[:_MAX_CELLS]:
        tree = parse_cell(cell.source) if cell.kind == "code" and len(cell.source) <= _MAX_CELL else None
        if tree is not None:
            trees[cell.index] = tree
    graph = CodeGraph({index: frozenset(stored_names(tree)) for index, tree in trees.items()}, {})
    uses = {}
    for index, tree in trees.items():
        read = set[str]().union(*(free_names(statement) for statement in tree.body))
        origins = (graph.origin(name, index) for name in read - _bound_before_use(tree))
        uses[index] = frozenset(origin for origin in origins if origin is not None)
    return CodeGraph(graph.names, uses)


def _bound_before_use(tree: ast.Module) -> set[str]:
    """Returns the names that a cell binds before it reads them."""
    bound: set[str] = set()
    read: set[str] = set()
    for statement in tree.body:
        read |= free_names(statement) - bound
        bound |= set(stored_names(statement)) - read
    return bound
