"""Statements left out, moved, or changing a value in place."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from bareme.i18n.messages import N_, msg
from bareme.mutation.edits import Edit, find_blocks
from bareme.mutation.operator_registry import mutation_operator

__all__ = ["find_statement_edits"]

_LEFT_OUT: Final = N_("a step is left out")
_ORDER: Final = N_("two steps are in the wrong order: one uses a value before or after it is updated")

_ONE_ROUND: Final = N_("a loop ends after its first round")


@mutation_operator("statements")
def find_statement_edits(function: ast.FunctionDef) -> Iterator[Edit]:
    """Yields edits of the statements of each block."""
    for block in find_blocks(function):
        for place, statement in enumerate(block):
            yield from _edit_statement(block, place, statement)
            if isinstance(statement, ast.For):
                yield from _edit_loop(block, place, statement)
    yield from _change_in_place(function)


def _edit_statement(block: list[ast.stmt], place: int, statement: ast.stmt) -> Iterator[Edit]:
    before, after = block[:place], block[place + 1 :]
    if isinstance(statement, ast.Return):
        yield Edit(
            block,
            [*before, ast.Expr(statement.value or ast.Constant(None)), *after],
            msg("nothing is returned"),
            is_outer=True,
        )
        return
    yield Edit(block, [*before, *after] or [ast.Pass()], msg(_LEFT_OUT))
    if after and not isinstance(after[0], ast.Return):
        yield Edit(block, [*before, after[0], statement, *after[1:]], msg(_ORDER))
        if len(after) > 1:
            end = [*after[:-1], after[-1], statement]
            if isinstance(after[-1], ast.Return):
                end = [*after[:-1], statement, after[-1]]
            yield Edit(block, [*before, *end], msg(_ORDER))


def _edit_loop(block: list[ast.stmt], place: int, loop: ast.For) -> Iterator[Edit]:
    """Yields edits that move a statement out of a loop or into it, or end the loop at once."""
    before, after = block[:place], block[place + 1 :]
    for inner, statement in enumerate(loop.body):
        rest = [*loop.body[:inner], *loop.body[inner + 1 :]]
        short = ast.For(loop.target, loop.iter, rest or [ast.Pass()], loop.orelse)
        yield Edit(
            block,
            [*before, statement, short, *after],
            msg("a step is done once before a loop, not in each round"),
        )
        yield Edit(
            block,
            [*before, short, statement, *after],
            msg("a step is done once after a loop, not in each round"),
        )
    if before:
        longer = ast.For(loop.target, loop.iter, [before[-1], *loop.body], loop.orelse)
        yield Edit(
            block,
            [*before[:-1], longer, *after],
            msg("a step is done in each round of a loop, not once before it"),
        )
    if after and not isinstance(after[0], ast.Return):
        longer = ast.For(loop.target, loop.iter, [*loop.body, after[0]], loop.orelse)
        yield Edit(
            block,
            [*before, longer, *after[1:]],
            msg("a step is done in each round of a loop, not once after it"),
        )
    if after and isinstance(after[0], ast.Return):
        early = ast.For(loop.target, loop.iter, [*loop.body, after[0]], loop.orelse)
        sentence = msg("it returns in the first round of a loop")
        yield Edit(block, [*before, early, *after], sentence, broader=msg(_ONE_ROUND))
    ended = ast.For(loop.target, loop.iter, [*loop.body, ast.Break()], loop.orelse)
    yield Edit(block, [*before, ended, *after], msg(_ONE_ROUND), broader=msg(_ONE_ROUND))


def _change_in_place(function: ast.FunctionDef) -> Iterator[Edit]:
    """Yields edits that write into an array which belongs to the caller or to an earlier step."""
    for node in ast.walk(function):
        if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Name):
            continue
        target, value = node.targets[0], node.value
        sentence = msg("an array is changed in place; make a new one")
        if isinstance(value, ast.BinOp) and isinstance(value.left, ast.Name) and value.left.id == target.id:
            yield Edit(node, ast.AugAssign(target, value.op, value.right), sentence)
        first = value.args[0] if isinstance(value, ast.Call) and value.args else None
        if isinstance(value, ast.Call) and isinstance(first, ast.Name) and first.id == target.id:
            keywords = [*value.keywords, ast.keyword("out", first)]
            yield Edit(value, ast.Call(value.func, value.args, keywords), sentence)
