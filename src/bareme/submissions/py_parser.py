"""Splits a Python script into the cells of a notebook.

A script with ``# %%`` markers is split at them. A plain script is split so that a statement that fails, or
does not parse, affects no other statement. Both take time linear in the length of any script. Jupytext, which
reads the py:percent files of a course, is quadratic in the number of cells and loads YAML from the head of
the file, so it is not used on files of students.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

__all__ = ["Piece", "parse_quietly", "split_script"]

_MARKER = re.compile(r"#\s*%%+(?:\s(?P<head>.*))?$")
_KIND = re.compile(r"\[(markdown|md|raw)\]")
_ATTRIBUTE = re.compile(r"\b(lang|answer|exercise)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_QUOTED = re.compile(r"[rR]?(\"\"\"|''')(.*)\1", re.DOTALL)
_CONTINUES = re.compile(r"(?:else|elif|except|finally)\b|[)\]}]")
# A statement that spans several top-level chunks (a multi-line string, a decorated function) is found by
# trying to parse a few of them together. These bounds keep the time linear for hostile scripts.
_MAX_LOOK_AHEAD = 20
_MAX_TRIALS = 2_000
_MAX_TRIAL_CHARACTERS = 10_000

_Shape = Literal["alone", "together"]


@dataclass(frozen=True)
class Piece:
    """One cell of a script.

    ``line`` is the number in the file, from 1, of the first line of ``source``.
    """

    kind: Literal["code", "markdown"]
    source: str
    line: int
    attributes: dict[str, str] = field(default_factory=dict)
    """The attributes in the marker of the cell: ``lang``, ``answer`` and ``exercise``."""


@dataclass(frozen=True)
class _Span:
    """Lines ``start`` to ``end`` of top-level statements, from 1, both included."""

    start: int
    end: int
    shape: _Shape


def split_script(text: str) -> tuple[Piece, ...]:
    r"""Splits a script with line ends ``\n`` into cells."""
    lines = text.split("\n")
    tree = parse_quietly(text)
    markers = [number for number, line in enumerate(lines, 1) if _MARKER.match(line)]
    if tree is not None and markers:
        inside = frozenset(_find_lines_in_strings(tree))
        markers = [number for number in markers if number not in inside]
    if markers:
        return tuple(_split_at_markers(lines, markers))
    spans = _guess_spans(lines) if tree is None else _tree_spans(tree)
    return tuple(_split_at_spans(lines, _group(spans)))


def parse_quietly(text: str) -> ast.Module | None:
    """Parses Python source without warnings.

    Returns:
        The syntax tree, or None if the source is not valid Python.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
            return None


def _find_lines_in_strings(tree: ast.Module) -> Iterator[int]:
    """Yields the number of each line that begins inside a string."""
    spans = sorted(
        (node.lineno, node.end_lineno or node.lineno)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))
    )
    # The parts of an f-string all have the position of the whole string.
    seen = 0
    for start, end in spans:
        yield from range(max(start, seen) + 1, end + 1)
        seen = max(seen, end)


def _split_at_markers(lines: list[str], markers: list[int]) -> Iterator[Piece]:
    preamble = _trim(lines, 1, markers[0] - 1)
    if preamble is not None:
        yield preamble
    for marker, following in pairwise([*markers, len(lines) + 1]):
        head = _MARKER.sub(r"\g<head>", lines[marker - 1])
        attributes = {name: double or single for name, double, single in _ATTRIBUTE.findall(head)}
        body = _trim(lines, marker + 1, following - 1) or Piece("code", "", marker + 1)
        if _KIND.search(head):
            yield Piece("markdown", _uncomment(body.source), body.line, attributes)
        else:
            yield Piece("code", body.source, body.line, attributes)


def _uncomment(source: str) -> str:
    quoted = _QUOTED.fullmatch(source.strip())
    if quoted:
        return quoted[2].strip("\n")
    return "\n".join(re.sub(r"^# ?", "", line) for line in source.split("\n"))


def _split_at_spans(lines: list[str], spans: list[_Span]) -> Iterator[Piece]:
    # Comments belong to the statement after them, or to the last one.
    start = 1
    for index, span in enumerate(spans):
        end = len(lines) if index == len(spans) - 1 else span.end
        piece = _trim(lines, start, end)
        if piece is not None:
            yield piece
        start = end + 1
    if not spans:
        piece = _trim(lines, 1, len(lines))
        if piece is not None:
            yield piece


def _trim(lines: list[str], start: int, end: int) -> Piece | None:
    """Returns lines start to end as a piece.

    Surrounding blank lines are removed; None if all lines are blank.
    """
    while start <= end and not lines[start - 1].strip():
        start += 1
    while end >= start and not lines[end - 1].strip():
        end -= 1
    return Piece("code", "\n".join(lines[start - 1 : end]), start) if start <= end else None


def _tree_spans(tree: ast.Module) -> list[_Span]:
    return [_span(node) for node in tree.body]


def _span(node: ast.stmt) -> _Span:
    first = min([node.lineno, *(item.lineno for item in getattr(node, "decorator_list", []))])
    return _Span(first, node.end_lineno or node.lineno, _shape(node))


def _shape(node: ast.stmt) -> _Shape:
    # A missing module is the most common failure of a script and must not affect the other imports.
    alone = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
    is_main = (
        isinstance(node, ast.If)
        and isinstance(node.test, ast.Compare)
        and isinstance(node.test.left, ast.Name)
        and node.test.left.id == "__name__"
    )
    return "alone" if is_main or isinstance(node, alone) else "together"


def _group(spans: list[_Span]) -> list[_Span]:
    """Joins adjacent spans of shape "together", and statements that share a line."""
    groups: list[_Span] = []
    for span in spans:
        last = groups[-1] if groups else None
        if last and (span.start <= last.end or last.shape == span.shape == "together"):
            shape: _Shape = "together" if last.shape == span.shape == "together" else "alone"
            groups[-1] = _Span(last.start, max(last.end, span.end), shape)
        else:
            groups.append(span)
    return groups


def _guess_spans(lines: list[str]) -> list[_Span]:
    """Finds the statements of an invalid script by their lack of indentation."""
    starts = [number for number, line in enumerate(lines, 1) if _is_statement_start(line)]
    bounds = [*starts, len(lines) + 1]
    spans: list[_Span] = []
    index = trials = 0
    while index < len(starts):
        for ahead in range(index + 1, min(index + 1 + _MAX_LOOK_AHEAD, len(bounds))):
            source = "\n".join(lines[bounds[index] - 1 : bounds[ahead] - 1])
            trials += 1
            if trials > _MAX_TRIALS or (ahead > index + 1 and len(source) > _MAX_TRIAL_CHARACTERS):
                tree = None
                break
            tree = parse_quietly(source)
            if tree is not None:
                break
        taken = 1 if tree is None else ahead - index
        end = _find_last_line(lines, bounds[index + taken] - 1)
        shape: _Shape = "alone" if tree is None or len(tree.body) != 1 else _shape(tree.body[0])
        spans.append(_Span(bounds[index], end, shape))
        index += taken
    return spans


def _is_statement_start(line: str) -> bool:
    return bool(line.strip()) and not line[0].isspace() and line[0] != "#" and not _CONTINUES.match(line)


def _find_last_line(lines: list[str], end: int) -> int:
    """Returns the last line up to ``end`` with code."""
    while end > 1 and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
        end -= 1
    return end
