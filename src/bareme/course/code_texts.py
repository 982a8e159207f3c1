"""Translation of the texts in code cells: docstrings, comments and the strings that a person reads.

Code cells are shared by all languages, and their texts are English. The catalogue of a lab,
``graders/<slug>/<lang>.po``, translates them for the template in its language. Nothing else of a cell
changes: each translation is put into the source alone, and the program is compared with the English one.

The message id of a docstring is all of it, without indentation. The message id of a comment is the text of
its lines, joined by spaces, and for a stub the hint after ``TODO:``. The message id of a string is its text
between the quotes, as it is in the source, with the fields of an f-string.
"""

from __future__ import annotations

import ast
import inspect
import io
import re
import textwrap
import tokenize
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import IO, Final

from bareme.course.solution import read_cells, select_code_cells
from bareme.course.stubs import cut_solution
from bareme.i18n.extraction import ExtractedMessage

__all__ = ["CodeText", "extract_code_texts", "find_code_texts", "translate_code"]

_WORD: Final = re.compile(r"[^\W\d_]{2,}")
_WIDTH: Final = 100
"""The column at which a translated comment is wrapped."""
_UNLIMITED: Final = 10_000
_TODO: Final = re.compile(r"(?P<mark>TODO(?:: ?| |$))(?P<hint>.*)")
_READ_ARGUMENTS: Final = frozenset(
    (
        *("print", "title", "suptitle", "xlabel", "ylabel", "set_title", "set_xlabel", "set_ylabel"),
        *("legend", "text", "annotate"),
    )
)
"""Functions whose arguments a person reads, as text or in a figure."""
_READ_KEYWORDS: Final = frozenset(("label", "title", "suptitle", "xlabel", "ylabel"))
_LITERAL: Final = re.compile(
    r"""(?P<prefix>[fFrRuU]*)(?P<quote>\"""|'''|"|')(?P<body>(?:\\.|(?!(?P=quote)).)*)(?P=quote)\s*""",
    re.DOTALL,
)

_String = ast.Constant | ast.JoinedStr


@dataclass(frozen=True)
class CodeText:
    """A text for people, and its place in the source of a cell."""

    message: str
    start: int
    """The index of the first character to replace."""
    end: int
    render: Callable[[str], str]
    """Returns the source for a translation."""
    string: int | None = None
    """The index among the strings of the program; None for a comment."""


def find_code_texts(source: str) -> tuple[CodeText, ...]:
    """Returns the texts for people in a code cell without its solution, in their order.

    These are comments, docstrings, strings that are printed or label a figure, and other strings of two words
    or more: keys, names and options have one.

    Raises:
        SyntaxError: the source is not Python.
    """
    return tuple(sorted((*_comments(source), *_strings(source)), key=lambda text: text.start))


def translate_code(source: str, translations: Mapping[str, str]) -> str:
    """Returns a code cell with translated texts; a text without translation stays as it is.

    Raises:
        ValueError: a translation would change the program; the message is its message id.
    """
    translated = source
    for text in reversed(find_code_texts(source)):
        translation = translations.get(text.message)
        if translation is not None:
            one = source[: text.start] + text.render(translation) + source[text.end :]
            if not _is_same_program(source, one, text.string):
                raise ValueError(text.message)
            translated = translated[: text.start] + text.render(translation) + translated[text.end :]
    return translated


def extract_code_texts(
    file: IO[bytes],
    keywords: Mapping[str, object],
    comment_tags: Collection[str],
    options: Mapping[str, object],
) -> Iterator[ExtractedMessage]:
    """Yields the texts in the code cells of a solution, with the first line of their cell.

    It is an extraction method of Babel, registered as ``bareme-solution``.

    Raises:
        SyntaxError: a cell is not Python.
    """
    text = file.read().decode("utf-8")
    start = 0
    for cell in select_code_cells(read_cells(text)):
        start = max(start, text.find(cell.source, start))
        for found in find_code_texts(cut_solution(cell.source, None)):
            yield text.count("\n", 0, start) + 1, "", found.message, []


def _comments(source: str) -> Iterator[CodeText]:
    """Yields each comment after code, and each block of comment lines."""
    starts = _line_starts(source)
    block: list[tokenize.TokenInfo] = []
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type != tokenize.COMMENT:
            continue
        row, column = token.start
        continues = block and (row - 1, column) == block[-1].start and _begins_line(token)
        if not continues or _begins_paragraph(token) or _begins_paragraph(block[-1]):
            yield from _block_text(block, starts)
            block = []
        block.append(token)
    yield from _block_text(block, starts)


def _begins_line(token: tokenize.TokenInfo) -> bool:
    return not token.line[: token.start[1]].strip()


def _begins_paragraph(token: tokenize.TokenInfo) -> bool:
    """Returns True for a TODO and for an empty comment, which separates paragraphs."""
    content = _comment_content(token)
    return not content or _TODO.fullmatch(content) is not None


def _comment_content(token: tokenize.TokenInfo) -> str:
    return token.string.lstrip("#").strip()


def _block_text(block: list[tokenize.TokenInfo], starts: list[int]) -> Iterator[CodeText]:
    content = " ".join(_comment_content(token) for token in block)
    todo = _TODO.fullmatch(content)
    mark, message = ("# " + todo["mark"], todo["hint"]) if todo else ("# ", content)
    if not _WORD.search(message):
        return
    (first, column), (last, end) = block[0].start, block[-1].end
    # A comment after code stays on its line.
    width = _WIDTH - column if _begins_line(block[0]) else _UNLIMITED
    yield CodeText(
        message,
        starts[first - 1] + column,
        starts[last - 1] + end,
        partial(_render_comment, mark, " " * column, width),
    )


def _render_comment(mark: str, indent: str, width: int, translation: str) -> str:
    lines = textwrap.wrap(
        translation,
        width,
        initial_indent=mark,
        subsequent_indent="# " if mark == "# " else "#   ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    return f"\n{indent}".join(lines)


def _strings(source: str) -> Iterator[CodeText]:
    tree = ast.parse(source)
    docstrings, read = _docstrings(tree), _read_strings(tree)
    lines, starts = source.split("\n"), _line_starts(source)
    for number, node in enumerate(_string_nodes(tree)):
        # The columns of ast count bytes.
        start = starts[node.lineno - 1] + _characters(lines[node.lineno - 1], node.col_offset)
        last, end_byte = node.end_lineno or node.lineno, node.end_col_offset or 0
        end = starts[last - 1] + _characters(lines[last - 1], end_byte)
        literal = _split_literal(source[start:end])
        if literal is None:
            continue
        prefix, quote, body = literal
        if id(node) in docstrings:
            indent = " " * (start - starts[node.lineno - 1])
            render = partial(_render_docstring, prefix, indent)
            yield CodeText(inspect.cleandoc(body), start, end, render, number)
        elif _count_words(node) > (0 if id(node) in read else 1):
            yield CodeText(body, start, end, partial(_quote, prefix, quote), number)


def _docstrings(tree: ast.Module) -> set[int]:
    return {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and isinstance(node.body[0], ast.Expr)
    }


def _read_strings(tree: ast.Module) -> set[int]:
    """Returns the ids of the arguments that a person reads, as text or in a figure."""
    found: set[int] = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        values = [word.value for word in node.keywords if word.arg in _READ_KEYWORDS]
        for value in (*values, *(node.args if name in _READ_ARGUMENTS else ())):
            found |= {id(one) for one in (value.elts if isinstance(value, ast.List) else [value])}
    return found


def _count_words(node: _String) -> int:
    """Returns the number of words in a string, without the fields of an f-string."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    words = " ".join(str(part.value) for part in parts if isinstance(part, ast.Constant)).split()
    return sum(_WORD.search(word) is not None for word in words)


def _string_nodes(node: ast.AST) -> Iterator[_String]:
    """Yields the strings of a program in order; an f-string is one, with all that it holds."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.JoinedStr) or (
            isinstance(child, ast.Constant) and isinstance(child.value, str)
        ):
            yield child
        else:
            yield from _string_nodes(child)


def _split_literal(segment: str) -> tuple[str, str, str] | None:
    """Returns prefix, quote and body of a literal, or None if it must stay as it is.

    Adjacent literals are joined, also plain ones with f-strings, whose braces count.
    """
    parts: list[re.Match[str]] = []
    while part := _LITERAL.match(segment, parts[-1].end() if parts else 0):
        parts.append(part)
    prefixes = {part["prefix"] for part in parts}
    if not parts or parts[-1].end() < len(segment) or not (len(prefixes) == 1 or prefixes <= {"", "f"}):
        return None
    prefix = max(prefixes)
    bodies = [
        part["body"] if part["prefix"] == prefix else re.sub("[{}]", r"\g<0>\g<0>", part["body"])
        for part in parts
    ]
    return prefix, parts[0]["quote"], "".join(bodies)


def _quote(prefix: str, quote: str, body: str) -> str:
    """Returns a literal; the quote is escaped where the body has it."""
    if len(quote) == 1:
        body = re.sub(rf"(\\.)|{quote}", lambda found: found[1] or f"\\{quote}", body)
    else:
        body = body.replace(quote, f"\\{quote}")
        if body.endswith(quote[0]):
            body = f"{body[:-1]}\\{quote[0]}"
    return f"{prefix}{quote}{body}{quote}"


def _render_docstring(prefix: str, indent: str, translation: str) -> str:
    first, *others = translation.strip().split("\n")
    if not others:
        return _quote(prefix, '"""', first)
    lines = [first, *(indent + line if line.strip() else "" for line in others), indent]
    return _quote(prefix, '"""', "\n".join(lines))


def _is_same_program(source: str, other: str, string: int | None) -> bool:
    """Compares two sources, apart from comments and the text of one string."""
    try:
        return _dump_without_text(source, string) == _dump_without_text(other, string)
    except SyntaxError:
        return False


def _dump_without_text(source: str, string: int | None) -> str:
    tree = ast.parse(source)
    for number, node in enumerate(_string_nodes(tree)):
        if number == string and isinstance(node, ast.JoinedStr):
            node.values = [part for part in node.values if isinstance(part, ast.FormattedValue)]
        elif number == string and isinstance(node, ast.Constant):
            node.value = ""
    return ast.dump(tree)


def _line_starts(source: str) -> list[int]:
    """Returns the index of the first character of each line."""
    starts = [0]
    for line in source.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    return starts


def _characters(line: str, columns: int) -> int:
    """Converts a number of bytes of a line into a number of characters."""
    return len(line.encode()[:columns].decode())
