"""Parses code cells and explains why none of them defines a name."""

from __future__ import annotations

import ast
import difflib
import re
import unicodedata
from collections.abc import Mapping, Sequence

from bareme.i18n.messages import msg
from bareme.submissions.ast_names import stored_names
from bareme.submissions.py_parser import parse_quietly

__all__ = [
    "WRITES_FILE",
    "defines_in_text",
    "explain_undefined",
    "find_other_syntax",
    "is_stub_error",
    "parse_cell",
]

WRITES_FILE = re.compile(r"\s*%%(?:writefile|file)\b")
"""Matches the start of a cell that IPython writes to a file instead of running it."""
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_MAX_NAME = 200
_MAX_TEXT = 100_000
# Syntax of IPython alone: magics, shell commands, assignments from them, and help requests.
_NOT_PYTHON = re.compile(r"\s*[%!?]|\s*\w[\w, ]*=\s*[%!]|[^#'\"]*\?\s*$")


def parse_cell(source: str) -> ast.Module | None:
    """Parses a cell without its lines of IPython syntax.

    Returns:
        The syntax tree, or None if the rest is not valid Python.
    """
    tree = parse_quietly(source)
    if tree is not None:
        return tree
    lines = ("" if _NOT_PYTHON.match(line) else line for line in source.split("\n"))
    return parse_quietly("\n".join(lines))


def find_other_syntax(source: str, tree: ast.Module | None) -> str:
    """Returns the lines that ``parse_cell`` left out; all lines if there is no tree."""
    if tree is None:
        return source
    lines = [line for line in source.split("\n") if _NOT_PYTHON.match(line)]
    # Such a line can be Python, too: a remainder in an expression of several lines, or text in a string.
    return "" if not lines or parse_quietly(source) is not None else "\n".join(lines)


def is_stub_error(message: str) -> bool:
    """Returns True for the message of a bare ``raise NotImplementedError``, the stub of a template.

    With a text, or as a subclass, it is an error of the student's own code or of a library.
    """
    return message.rstrip(": ") == "NotImplementedError"


def explain_undefined(
    name: str,
    known: Sequence[str],
    sources: Mapping[int, str],
    texts: Mapping[int, str],
    trees: Mapping[int, ast.Module],
    messages: Mapping[int, str],
) -> str:
    """Explains why no cell defines a name.

    Args:
        name: the missing name.
        known: the names that the notebook defines.
        sources: the code cells, by index in the notebook.
        texts: the text cells, by index in the notebook.
        trees: the syntax trees of the cells that can be parsed.
        messages: the error messages of the cells that failed.
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
    for index, text in texts.items():
        if defines_in_text(text, name):
            return msg(
                "`%(name)s` stands in a text cell (cell %(cell)d): make it a code cell.",
                name=name,
                cell=index + 1,
            )
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


def defines_in_text(text: str, name: str) -> bool:
    """Returns True if a text cell is Python code that defines a name.

    A code cell that was turned into Markdown or raw text keeps its code; prose is no valid Python.
    """
    if len(text) > _MAX_TEXT or not _seems_to_define(text, name):
        return False
    tree = parse_cell(text)
    return tree is not None and name in stored_names(tree)


def _seems_to_define(source: str, name: str) -> bool:
    """Returns True if a line of an invalid cell defines a name."""
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
    """Returns the nearest name or None, ignoring case, accents and underscores."""
    alike = next((other for other in known if _fold(other) == _fold(name)), None)
    return alike or next(iter(difflib.get_close_matches(name, known, n=1)), None)


def _fold(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name)
    return "".join(c for c in letters if not unicodedata.combining(c) and c != "_").casefold()
