"""Finds what a source says without a catalogue: text in an error, or printed, that ``msg`` did not make."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from bareme import errors
from bareme.submissions import zip_archive

SPOKEN_ERRORS = {
    name
    for module in (errors, zip_archive)
    for name, value in vars(module).items()
    if isinstance(value, type) and issubclass(value, errors.InputError | errors.SandboxError)
}
PRINTERS = {"print", "add_column", "add_row", "tell", "complain", "spoken"}
SPEAKERS = {"msg", "nmsg", "N_"}
WORD = re.compile(r"[^\W\d_]{2,}")


def find_raw_texts(source: str, *, is_command: bool) -> Iterator[str]:
    """Yields each place with a raw text, as ``line: code``; what is printed counts in commands alone."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        is_raw = (
            (name in SPOKEN_ERRORS and _is_text(node.args[0]))
            # What is put together is not what a catalogue has.
            or (name in SPEAKERS and isinstance(node.args[0], ast.JoinedStr | ast.BinOp))
            or (is_command and name in PRINTERS and any(_is_text(argument) for argument in node.args))
        )
        if is_raw:
            yield f"{node.lineno}: {ast.unparse(node)}"


def _is_text(node: ast.expr) -> bool:
    match node:
        case ast.Constant(value=str(text)):
            return WORD.search(text.removeprefix("bareme: ")) is not None
        case ast.JoinedStr(values=parts):
            return any(_is_text(part) for part in parts)
        case ast.FormattedValue(value=value):
            return _is_text(value)
        case ast.BinOp(left=left, right=right):
            return _is_text(left) or _is_text(right)
        case ast.IfExp(body=one, orelse=other):
            return _is_text(one) or _is_text(other)
        case ast.BoolOp(values=values):
            return any(_is_text(value) for value in values)
        case ast.Call(func=ast.Attribute(value=value, attr="format" | "join")):
            return _is_text(value)
        case _:
            return False
