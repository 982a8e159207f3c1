"""Puts the template's own functions back into a notebook that lost them.

Students delete cells. A helper that the template gives is no work of theirs, so no check may be lost because
its cell is gone.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Mapping

from nbformat import NotebookNode

from bareme.submissions.cell_ast import WRITES_FILE, parse_cell
from bareme.submissions.handout import defined_names

__all__ = ["restore_given_functions"]

_COMMENT = "# A given cell of the template, which is missing here and was put back for grading:"


def restore_given_functions(
    notebook: NotebookNode, given: Mapping[str, str]
) -> tuple[NotebookNode, tuple[str, ...]]:
    """Returns a notebook with all given functions, and the names of those put back.

    They are appended to an existing cell, the first one that imports something. A cell of their own would
    change the numbers of the student's cells, and lines above the code would change the numbers of its lines.

    Args:
        notebook: the student's notebook, which stays as it is.
        given: the source of each function that the template gives, by name.
    """
    present = defined_names(notebook) | _imported_names(notebook)
    missing = {name: source for name, source in given.items() if name not in present}
    index = _find_place(notebook) if missing else None
    if index is None:
        return notebook, ()
    restored = copy.deepcopy(notebook)
    restored.cells[index].source += "\n\n\n" + "\n\n\n".join((_COMMENT, *missing.values()))
    return restored, tuple(missing)


def _imported_names(notebook: NotebookNode) -> frozenset[str]:
    trees = (parse_cell(cell.source) for cell in notebook.cells if cell.cell_type == "code")
    imports = (
        node
        for tree in trees
        for node in (tree.body if tree is not None else ())
        if isinstance(node, ast.Import | ast.ImportFrom)
    )
    return frozenset(alias.asname or alias.name for node in imports for alias in node.names)


def _find_place(notebook: NotebookNode) -> int | None:
    """Returns the index of the first cell with an import, or with any code that runs."""
    runnable: list[int] = []
    for index, cell in enumerate(notebook.cells):
        tree = parse_cell(cell.source) if cell.cell_type == "code" else None
        if (
            tree is None
            or not tree.body
            or cell.source.lstrip().startswith("%%")
            or WRITES_FILE.match(cell.source)
        ):
            continue
        if any(isinstance(node, ast.Import | ast.ImportFrom) for node in tree.body):
            return index
        runnable.append(index)
    return runnable[0] if runnable else None
