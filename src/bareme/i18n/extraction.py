"""Extraction of the messages of a suite, for tools that make catalogues.

``extract_suite_messages`` is an extraction method of Babel, registered as ``bareme-suite``. From a suite
it extracts the titles of checks, the hints, the messages of assertions and the ``name=`` of answers; from
a mistake its hint; and from both the arguments of ``msg`` and ``nmsg``.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Collection, Iterator, Mapping
from typing import IO, Final

from babel.messages.extract import DEFAULT_KEYWORDS

__all__ = ["KEYWORDS", "extract_suite_messages"]

KEYWORDS: Final = {**DEFAULT_KEYWORDS, "msg": None, "nmsg": (1, 2)}
"""The functions that mark a message, for Babel's extractor of Python."""

ExtractedMessage = tuple[int, str, str | tuple[str, ...], list[str]]
"""Line, function, message or messages, and comments: the format of Babel."""


def extract_suite_messages(
    file: IO[bytes],
    keywords: Mapping[str, object],
    comment_tags: Collection[str],
    options: Mapping[str, object],
) -> Iterator[ExtractedMessage]:
    """Yields the messages for students in a suite or a mistake; other files have none.

    Raises:
        SyntaxError: the file is not Python.
    """
    tree = ast.parse(file.read())
    names = {target.id for node in tree.body if isinstance(node, ast.Assign) for target in _names(node)}
    if "BREAKS" in names:
        hint = ast.get_docstring(tree)
        if hint:
            yield 1, "", hint, []
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) if name.startswith("test_") and (
                title := ast.get_docstring(node)
            ):
                yield node.lineno, "", inspect.cleandoc(title).splitlines()[0], []
            case ast.Assert(msg=ast.Constant(value=str(message))):
                yield node.lineno, "", message, []
            case ast.Call():
                yield from _in_call(node)


def _names(node: ast.Assign) -> Iterator[ast.Name]:
    return (target for target in node.targets if isinstance(target, ast.Name))


def _in_call(node: ast.Call) -> Iterator[ExtractedMessage]:
    function = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
    if function == "nmsg" and len(texts) > 1:
        yield node.lineno, "ngettext", (texts[0], texts[1]), []
    elif function in {"msg", "fail", "N_"} and texts:
        yield node.lineno, "", texts[0], []
    for keyword in node.keywords:
        match keyword:
            case ast.keyword(arg="hint" | "name", value=ast.Constant(value=str(text))) if text.strip():
                yield keyword.value.lineno, "", text, []
