"""Finds names of Python or of a library that a notebook gives to something else.

After ``range = 3`` at the end of a notebook, each function that calls ``range`` fails, although its own code
is right.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from nbformat import NotebookNode

from bareme.submissions.ast_names import Definition, bound_variables, free_names
from bareme.submissions.cell_ast import parse_cell

__all__ = ["ReboundName", "find_rebound_names"]

_BUILTINS: Final = frozenset(name for name, value in vars(builtins).items() if callable(value))
_ALIASES: Final = (ast.Name, ast.Attribute, ast.Lambda)
"""Values that can be called, or be a module, just like what the name stood for."""
_MAX_CODE: Final = 60


@dataclass(frozen=True)
class ReboundName:
    """A name, the place where it was given away, and a function that needs it."""

    name: str
    function: str
    cell: int
    line: int
    """The number in the cell, from 1."""
    code: str


def find_rebound_names(notebook: NotebookNode) -> tuple[ReboundName, ...]:
    """Returns the names that are given away at the end and that a function needs.

    A name counts if the last statement that binds it assigns some value, and a function calls it (a built-in
    function) or takes an attribute of it (a module).
    """
    imported: set[str] = set()
    taken: dict[str, tuple[int, ast.stmt]] = {}
    functions: list[Definition] = []
    for index, statement in _statements(notebook):
        if isinstance(statement, ast.Import | ast.ImportFrom):
            names = {alias.asname or alias.name.split(".")[0] for alias in statement.names}
            imported |= names
            taken = {name: place for name, place in taken.items() if name not in names}
        elif isinstance(statement, Definition):
            functions.append(statement)
            taken.pop(statement.name, None)
        elif isinstance(statement, ast.Delete):
            gone = {target.id for target in statement.targets if isinstance(target, ast.Name)}
            taken = {name: place for name, place in taken.items() if name not in gone}
        elif not (isinstance(statement, ast.Assign) and isinstance(statement.value, _ALIASES)):
            taken.update(dict.fromkeys(bound_variables(statement), (index, statement)))
    sources = {index: str(cell.source).split("\n") for index, cell in enumerate(notebook.cells)}
    return tuple(
        ReboundName(
            name, user, index, statement.lineno, sources[index][statement.lineno - 1].strip()[:_MAX_CODE]
        )
        for name, (index, statement) in taken.items()
        if name in imported | _BUILTINS
        and (user := _find_user(name, functions, is_module=name in imported)) is not None
    )


def _statements(notebook: NotebookNode) -> Iterator[tuple[int, ast.stmt]]:
    for index, cell in enumerate(notebook.cells):
        tree = parse_cell(cell.source) if cell.cell_type == "code" else None
        for statement in tree.body if tree is not None else ():
            yield index, statement


def _find_user(name: str, functions: list[Definition], *, is_module: bool) -> str | None:
    """Returns the name of a function that needs a global name, or None."""
    for function in functions:
        if name not in free_names(function):
            continue
        for node in ast.walk(function):
            user = node.func if isinstance(node, ast.Call) and not is_module else None
            if is_module and isinstance(node, ast.Attribute | ast.Call):
                user = node.value if isinstance(node, ast.Attribute) else node.func
            if isinstance(user, ast.Name) and user.id == name:
                return function.name
    return None
