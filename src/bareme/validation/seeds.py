"""Shifts the literal seeds of a notebook."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from typing import Final

from nbformat import NotebookNode

from bareme.course.solution import select_code_cells

__all__ = ["shift_seeds"]

_KEYWORDS: Final = frozenset(("seed", "random_state"))
_CALLS: Final = frozenset(
    ("RandomState", "SeedGenerator", "default_rng", "seed", "set_random_seed", "set_seed")
)


def shift_seeds(notebook: NotebookNode, shift: int) -> NotebookNode:
    """Returns a copy of a notebook with ``shift`` added to its seeds.

    A seed is a literal integer in a statement at the top level: an argument named ``seed`` or
    ``random_state``, or the first argument of a call such as ``default_rng(0)``. Seeds inside functions stay.

    Args:
        notebook: a notebook whose code is valid Python.
        shift: the number to add; 0 changes nothing.
    """
    result = copy.deepcopy(notebook)
    for cell in select_code_cells(result) if shift else ():
        # From the last to the first, so that the positions of the remaining seeds stay valid.
        # In bytes, as ``ast`` counts columns.
        lines = [line.encode() for line in cell.source.split("\n")]
        found = sorted(_seeds(ast.parse(cell.source)), key=lambda node: (node.lineno, node.col_offset))
        for node in reversed(found):
            line = lines[node.lineno - 1]
            seed = str(ast.literal_eval(node) + shift).encode()
            lines[node.lineno - 1] = line[: node.col_offset] + seed + line[node.end_col_offset :]
        cell.source = b"\n".join(lines).decode()
    return result


def _seeds(tree: ast.Module) -> Iterator[ast.Constant]:
    # A seed in a function belongs to the answer, which the checks compare with that of the solution.
    statements = [node for node in tree.body if not isinstance(node, ast.FunctionDef | ast.ClassDef)]
    for node in (node for statement in statements for node in ast.walk(statement)):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            given = [keyword.value for keyword in node.keywords if keyword.arg in _KEYWORDS]
            given += node.args[:1] if name in _CALLS else []
            # `type`, since True is an int and no seed.
            yield from (
                value for value in given if isinstance(value, ast.Constant) and type(value.value) is int
            )
