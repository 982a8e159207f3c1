"""Locates errors in the student's cells from a sandbox's claims.

These claims are hostile: a location is accepted only if the notebook has that line. A forged one can only
mark another line on the same student's page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from nbformat import NotebookNode

from bareme.i18n.text import valid_text
from bareme.results.evidence import MAX_NAME, SourceLocation

__all__ = ["locate_cell_error", "locate_frames"]

_ESCAPES: Final = re.compile(r"\x1b\[[0-9;]*m")
# IPython's heading of a traceback frame in a cell.
_FRAME: Final = re.compile(r"^ {0,8}Cell In\[(\d{1,6})\], line (\d{1,6})(?:, in (\w+|<\w+>))?", re.M)
_MAX_TRACEBACK: Final = 100_000
_MAX_LINE: Final = 200
"""The sandbox sends at most this many characters of a line."""


def locate_frames(notebook: NotebookNode, said: object) -> tuple[SourceLocation, ...]:
    """Returns the locations of one or two lines reported by the sandbox.

    Each report has the line's number, text and function.

    If several cells have that line, the last one counts, since its definitions are those in the namespace.
    """
    known = [_find_place(notebook, one) for one in said[:2]] if isinstance(said, list) else []
    return tuple(dict.fromkeys(place for place in known if place is not None))


def _find_place(notebook: NotebookNode, said: object) -> SourceLocation | None:
    if not isinstance(said, dict):
        return None
    line, text, function = (said.get(key) for key in ("line", "text", "function"))
    if type(line) is not int or not isinstance(text, str) or not text:
        return None
    for index, source in reversed(list(_sources(notebook))):
        lines = source.split("\n")
        if 1 <= line <= len(lines) and lines[line - 1].strip()[:_MAX_LINE] == text[:_MAX_LINE]:
            return SourceLocation(cell=index, line=line, function=_name(function))
    return None


def locate_cell_error(notebook: NotebookNode, index: int) -> tuple[SourceLocation, ...]:
    """Returns where a failed cell stopped, read from its traceback.

    First comes its own line, then the innermost one, if that is in a function on another line.
    """
    tracebacks = [out for out in notebook.cells[index].get("outputs", ()) if out.output_type == "error"]
    if not tracebacks:
        return ()
    parts = tracebacks[-1].get("traceback")
    lines = parts if isinstance(parts, list) else []
    text = "\n".join(part for part in lines if isinstance(part, str))[:_MAX_TRACEBACK]
    counts = {
        cell.execution_count: place
        for place, cell in enumerate(notebook.cells)
        if cell.cell_type == "code" and type(cell.get("execution_count")) is int
    }
    frames = [place for match in _FRAME.finditer(_ESCAPES.sub("", text)) if (place := _frame(match, counts))]
    known = [place for place in frames if place.line <= notebook.cells[place.cell].source.count("\n") + 1]
    if not known or known[0].cell != index:
        return ()
    return (known[0],) if known[-1] == known[0] else (known[0], known[-1])


def _frame(match: re.Match[str], counts: Mapping[int, int]) -> SourceLocation | None:
    cell, line = counts.get(int(match[1])), int(match[2])
    return (
        None if cell is None or line < 1 else SourceLocation(cell=cell, line=line, function=_name(match[3]))
    )


def _sources(notebook: NotebookNode) -> Iterator[tuple[int, str]]:
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type == "code":
            yield index, str(cell.source)


def _name(function: object) -> str:
    if not isinstance(function, str) or function == "<module>":
        return ""
    return valid_text(function[:MAX_NAME])
