"""Reads code as tokens that do not depend on names, comments and layout."""

from __future__ import annotations

import ast
import builtins
import contextlib
import io
import keyword
import tokenize
from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from bareme.submissions.cell_ast import parse_cell

__all__ = ["VARIABLE", "Statement", "Token", "imported_names", "read_comments", "read_statements"]

VARIABLE: Final = "·"
"""Stands for every name that a student may choose; no token of Python is spelt so."""
_LAYOUT: Final = {tokenize.INDENT, tokenize.DEDENT, tokenize.NL, tokenize.ENDMARKER, tokenize.COMMENT}
_BUILTINS: Final = frozenset(dir(builtins))
_MAX_CODE: Final = 60_000
"""Characters of a cell that are compared; the rest is no work of a person."""


@dataclass(frozen=True)
class Token:
    """A token: its text without chosen names, the name itself, and its line in the cell from 1."""

    text: str
    line: int
    name: str = ""


Statement = tuple[Token, ...]
"""The tokens of one logical line."""


def read_statements(
    source: str, imports: Mapping[str, str], fixed_names: Set[str] = frozenset()
) -> tuple[Statement, ...]:
    """Splits code into statements of tokens, without comments and docstrings.

    Code that is no Python is read as far as possible.

    Args:
        source: the source of a cell.
        imports: the modules and objects behind imported names, which differ where students write ``import
            numpy as xp``.
        fixed_names: names that students may not choose, such as the functions of the lab.
    """
    statements: list[Statement] = []
    current: list[Token] = []
    before = ""
    for found in _tokenize(source):
        if found.type == tokenize.NEWLINE:
            statements.append(tuple(current))
            current = []
        elif found.type not in _LAYOUT and found.string:
            current.append(_normalise(found, before, imports, fixed_names))
        before = found.string
    statements.append(tuple(current))
    return tuple(one for one in statements if one and not _is_docstring(one))


def read_comments(source: str) -> tuple[str, ...]:
    """Returns the comments in code, without ``#``."""
    found = (token.string for token in _tokenize(source) if token.type == tokenize.COMMENT)
    return tuple(text.lstrip("#").strip() for text in found)


def imported_names(source: str) -> dict[str, str]:
    """Returns the full name behind each imported one: ``xp`` -> ``numpy``."""
    names: dict[str, str] = {}
    if "import" not in source:
        return names
    tree = parse_cell(source)
    for node in ast.walk(tree) if tree is not None else ():
        if isinstance(node, ast.Import):
            names |= {one.asname: one.name for one in node.names if one.asname}
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            names |= {one.asname or one.name: f"{module}.{one.name}" for one in node.names}
    return names


# A cell is read for its statements and for its comments, and cells of the template recur.
@lru_cache(maxsize=256)
def _tokenize(source: str) -> tuple[tokenize.TokenInfo, ...]:
    """Returns the tokens up to the first place that is no Python."""
    lines = io.StringIO(source[:_MAX_CODE] + "\n")
    found: list[tokenize.TokenInfo] = []
    with contextlib.suppress(tokenize.TokenError, SyntaxError):  # cut off, or wrongly indented
        found.extend(tokenize.generate_tokens(lines.readline))
    return tuple(found)


def _normalise(
    found: tokenize.TokenInfo, before: str, imports: Mapping[str, str], fixed_names: Set[str]
) -> Token:
    text, line = found.string, found.start[0]
    if found.type != tokenize.NAME or keyword.iskeyword(text) or before == ".":
        return Token(text, line)
    if text in imports:
        return Token(imports[text], line)
    if text in fixed_names or text in _BUILTINS:
        return Token(text, line)
    return Token(VARIABLE, line, text)


def _is_docstring(statement: Statement) -> bool:
    return len(statement) == 1 and statement[0].text.endswith(('"', "'"))
