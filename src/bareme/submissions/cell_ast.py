"""The sources of code cells: why a name that a suite asks for is not defined by any of them."""

from __future__ import annotations

import ast
import difflib
import re
import unicodedata
from collections.abc import Mapping, Sequence

from bareme.i18n.messages import msg
from bareme.submissions.py_parser import parse_quietly

__all__ = ["WRITES_FILE", "explain_undefined", "parse_cell"]

WRITES_FILE = re.compile(r"\s*%%(?:writefile|file)\b")
"""How a cell begins that is kept in a file instead of being run."""
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_MAX_NAME = 200
# What only IPython understands: magics and commands, their results, and questions.
_NOT_PYTHON = re.compile(r"\s*[%!?]|\s*\w[\w, ]*=\s*[%!]|[^#'\"]*\?\s*$")


def parse_cell(source: str) -> ast.Module | None:
    """Parses a cell without the lines that only IPython understands; None if it cannot be parsed."""
    tree = parse_quietly(source)
    if tree is not None:
        return tree
    lines = ("" if _NOT_PYTHON.match(line) else line for line in source.split("\n"))
    return parse_quietly("\n".join(lines))


def explain_undefined(
    name: str,
    known: Sequence[str],
    sources: Mapping[int, str],
    trees: Mapping[int, ast.Module],
    messages: Mapping[int, str],
) -> str:
    """Says why no cell that Python can read makes a name.

    Args:
        name: what is asked for.
        known: the names that there are.
        sources: the code cells, by their index in the notebook.
        trees: those that can be parsed.
        messages: how cells ended that did not end well.
    """
    for index, source in sources.items():
        if index not in trees and _seems_to_define(source, name):
            unread = msg(
                "`%(name)s` was never made, because Python cannot read cell %(cell)d.",
                name=name,
                cell=index + 1,
            )
            why = messages.get(index, "")
            return msg("%(sentence)s %(reason)s", sentence=unread, reason=why) if why else unread
    owner = next((owner for tree in trees.values() if (owner := _find_owner(tree, name))), None)
    if owner is not None:
        return msg(
            "`%(name)s` is defined inside `%(owner)s`, where it cannot be called from outside: define it "
            "at the left margin.",
            name=name,
            owner=owner,
        )
    nearest = _nearest(name, known)
    if not nearest:
        return msg("Your notebook defines no `%(name)s`. Give it exactly this name.", name=name)
    return msg(
        "Your notebook defines no `%(name)s` (did you mean %(nearest)s?). Give it exactly this name.",
        name=name,
        nearest=repr(nearest),
    )


def _seems_to_define(source: str, name: str) -> bool:
    """Tells whether a cell that cannot be parsed has a line that would define a name."""
    word = re.escape(name)
    return (
        re.search(rf"^\s{{0,40}}(?:def\s+{word}\b|class\s+{word}\b|{word}\s{{0,9}}=)", source, re.M)
        is not None
    )


def _find_owner(tree: ast.Module, name: str) -> str | None:
    """Returns the class or function inside which a function is defined."""
    for node in ast.walk(tree):
        if isinstance(node, _DEFINITIONS):
            for child in node.body:
                if isinstance(child, _DEFINITIONS) and child.name == name:
                    return node.name[:_MAX_NAME]
    return None


def _nearest(name: str, known: Sequence[str]) -> str | None:
    """Returns the name that is nearest, or nothing; case and accents count for nothing."""
    alike = next((other for other in known if _fold(other) == _fold(name)), None)
    return alike or next(iter(difflib.get_close_matches(name, known, n=1)), None)


def _fold(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name)
    return "".join(c for c in letters if not unicodedata.combining(c) and c != "_").casefold()
