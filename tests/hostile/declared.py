"""Reads a hostile submission's declarations without running it."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any, Final

__all__ = ["constants", "file_name"]

_NAMES: Final = frozenset({"FAMILY", "MAY_PASS", "MUST_NOT", "SAYS", "EXPECTED", "FILE_NAME"})


def constants(path: Path) -> dict[str, Any]:
    """Returns the constants that a submission declares, and its docstring as ``__doc__``."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: dict[str, Any] = {"__doc__": ast.get_docstring(tree)}
    for node in tree.body:
        if isinstance(node, ast.Assign) and (name := ast.unparse(node.targets[0])) in _NAMES:
            found[name] = ast.literal_eval(node.value)
    return found


def file_name(path: Path) -> str:
    """Returns the submission's file name: ``FILE_NAME``, or the file's own."""
    return str(constants(path).get("FILE_NAME", path.name))
