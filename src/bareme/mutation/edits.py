"""One change of a function's syntax tree, with a sentence for the student who made it."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

from bareme.i18n.messages import Message

__all__ = ["Edit", "apply_edit", "find_blocks", "find_called_name", "find_expressions", "parse_expression"]


@dataclass(frozen=True)
class Edit:
    """A part of a function, and its replacement."""

    old: ast.AST | list[ast.stmt]
    """A node, or a list of statements, of the function's tree."""
    new: ast.AST | list[ast.stmt]
    """It may hold nodes of that tree, which are not changed."""
    sentence: Message
    """What is wrong with the changed function, without any code of the solution."""
    is_outer: bool = False
    """True if the sentence speaks of parameters and results alone.

    Then it is true of any code that gives the same answers.
    """
    broader: Message | None = None
    """What the sentences of similar edits share."""


def apply_edit(function: ast.FunctionDef, edit: Edit) -> ast.FunctionDef:
    """Returns a changed copy of a function."""
    # `deepcopy` takes what its memory holds for an object in place of a copy of the object.
    changed: ast.FunctionDef = copy.deepcopy(function, {id(edit.old): edit.new})
    return ast.fix_missing_locations(changed)


def find_expressions(function: ast.FunctionDef) -> Iterator[ast.expr]:
    """Yields the expressions in the body of a function whose values are read."""
    for statement in function.body:
        for node in ast.walk(statement):
            if isinstance(node, ast.expr) and isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
                yield node


def find_blocks(function: ast.FunctionDef) -> Iterator[list[ast.stmt]]:
    """Yields the lists of statements of a function, its body first."""
    for node in ast.walk(function):
        for name in ("body", "orelse"):
            block = getattr(node, name, None)
            if isinstance(block, list) and block:
                yield block


def find_called_name(node: ast.AST) -> str:
    """Returns the last part of the name of a called function; empty if it is no call of a name."""
    if not isinstance(node, ast.Call):
        return ""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def parse_expression(template: str, **parts: ast.expr) -> ast.expr:
    """Returns the tree of an expression, with trees in place of some of its names."""
    tree = ast.parse(template, mode="eval").body
    memory: dict[int, object] = {
        id(node): parts[node.id] for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id in parts
    }
    found: ast.expr = copy.deepcopy(tree, memory)
    return found
