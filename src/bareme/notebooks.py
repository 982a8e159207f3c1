"""Any submitted file -> one normalised notebook.

Whatever the file was (nbformat 2, 3 or 4, a script with or without ``# %%`` markers), what comes out
is nbformat 4.5: code and markdown cells, each with a unique id and its source as one string, no
outputs, no attachments, and only metadata that no later stage can trip over. In ``metadata`` of a
cell, ``bareme`` is absent or a dict of the labels ``exercise``, ``answer`` and ``lang`` (strings) and
``line`` (the first line of the cell in a script).

The files are hostile. nbformat's own upgrade assumes well-formed input, so fields are read one by one.
"""

from __future__ import annotations

import codecs
import json
import re
from collections import Counter
from dataclasses import dataclass
from itertools import count
from typing import Final, Literal

import nbformat
from nbformat import NotebookNode

from bareme.course import DEFAULT_LANGUAGE
from bareme.errors import NotebookError
from bareme.scripts import split_script

__all__ = [
    "MAX_BYTES",
    "Fields",
    "ParsedNotebook",
    "dump_notebook",
    "label",
    "language",
    "make_cell",
    "make_notebook",
    "parse_notebook",
]

MAX_BYTES: Final = 100_000_000
# Python's parser needs up to 500 bytes of memory for each byte of a script.
_MAX_SCRIPT_BYTES: Final = 1_000_000
# An empty JSON container costs some 60 bytes of memory for 3 of text; images are strings and have no commas.
_MAX_JSON_VALUES: Final = 5_000_000
_MAX_CELLS: Final = 10_000
_MAX_METADATA_DEPTH: Final = 20

_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
# Python knows codecs that are slow, or that do not even give text; these are what editors write.
_COOKIE_CODECS = {"utf-8", "ascii", "iso8859-1", "iso8859-15", "cp1252", "cp1250", "cp850", "mac-roman"}
_BOMS = (
    # UTF-32 first: its little-endian mark begins with that of UTF-16.
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CELL_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
# nbformat gives these a form, and nbclient acts on some; none of them matters to grading.
_FORMAT_KEYS = {"format", "jupyter", "kernelspec", "language_info", "name", "orig_nbformat", "tags", "title"}
_CLIENT_KEYS = {"authors", "collapsed", "execution", "scrolled", "widgets"}
_BOUND_KEYS = _FORMAT_KEYS | _CLIENT_KEYS
_KERNELSPEC: Final = {"display_name": "Python 3", "language": "python", "name": "python3"}
_LABELS = ("exercise", "answer", "lang", "assignment", "language")

Fields = dict[str, object]
"""The fields of a cell, or metadata: plain JSON."""
_Parts = tuple[list[Fields], Fields, list[str]]
"""Cells, metadata of the notebook, and notes."""


@dataclass(frozen=True)
class ParsedNotebook:
    """A normalised notebook, with what the student should know about how the file was read."""

    notebook: NotebookNode
    notes: tuple[str, ...] = ()


def parse_notebook(content: bytes, name: str) -> ParsedNotebook:
    """Reads a submitted file as a notebook.

    Args:
        content: the bytes of the file.
        name: its name, which ends in ``.ipynb`` or ``.py``.

    Raises:
        NotebookError: the file is empty, too big, of another kind, or too damaged to be read.
    """
    is_script = name.lower().endswith(".py")
    if not is_script and not name.lower().endswith(".ipynb"):
        raise NotebookError(
            f"{name!r} is neither a notebook (.ipynb) nor a script (.py); hand in one of these."
        )
    limit = _MAX_SCRIPT_BYTES if is_script else MAX_BYTES
    if len(content) > limit:
        raise NotebookError(
            f"{name!r} has {len(content):,} bytes, more than the {limit:,} allowed; "
            "clear its outputs, take big data out of it, and hand it in again."
        )
    text, notes = _decode(content, is_script)
    if not text.strip():
        raise NotebookError(f"{name!r} is empty; hand in the file with your work in it.")
    cells, metadata, more = _from_script(text) if is_script else _from_json(text, name)
    if len(cells) > _MAX_CELLS:
        raise NotebookError(
            f"{name!r} has {len(cells):,} cells, more than the {_MAX_CELLS:,} allowed; join some."
        )
    return ParsedNotebook(make_notebook(cells, metadata), (*notes, *more))


def dump_notebook(notebook: NotebookNode) -> str:
    """Returns the JSON text of a notebook, the same on every run and platform.

    Raises:
        NotebookError: something in it, such as an output nested too deep, cannot be written.
    """
    try:
        text: str = nbformat.v4.writes(notebook)
    except (RecursionError, TypeError, ValueError) as error:
        raise NotebookError(
            f"the notebook cannot be written as JSON ({error}); clear its outputs."
        ) from error
    return text.encode("utf-8", "replace").decode("utf-8") + "\n"


def make_cell(kind: str, source: str, identifier: str, metadata: Fields) -> Fields:
    """Returns the fields of one cell of kind "code" or "markdown", without outputs."""
    fields: Fields = {"cell_type": kind, "id": identifier, "metadata": metadata, "source": source}
    return fields | {"execution_count": None, "outputs": []} if kind == "code" else fields


def make_notebook(cells: list[Fields], metadata: Fields) -> NotebookNode:
    """Returns a notebook of nbformat 4.5 for Python with these cells."""
    everything = {**metadata, "kernelspec": _KERNELSPEC, "language_info": {"name": "python"}}
    document = {"nbformat": 4, "nbformat_minor": 5, "metadata": everything, "cells": cells}
    notebook: NotebookNode = nbformat.from_dict(document)
    return notebook


def label(cell: NotebookNode, key: Literal["exercise", "answer", "lang"]) -> str | None:
    """Returns the exercise, the written answer or the language that a cell is marked with."""
    marks = cell.metadata.get("bareme")
    value = marks.get(key) if isinstance(marks, dict) else None
    return value if isinstance(value, str) else None


def language(notebook: NotebookNode) -> str:
    """Returns the language of the template that a notebook was made from: "en" or "fr"."""
    marks = notebook.metadata.get("bareme")
    value = marks.get("language") if isinstance(marks, dict) else None
    return value if isinstance(value, str) and value in ("en", "fr") else DEFAULT_LANGUAGE


def _decode(content: bytes, is_script: bool) -> tuple[str, list[str]]:
    notes = []
    for encoding in _likely_encodings(content, is_script):
        try:
            text = content.decode(encoding).removeprefix("\ufeff")
        except UnicodeDecodeError:
            continue
        break
    else:
        # Latin-1 gives every byte a meaning; Windows-1252 is the same with more of them printable.
        try:
            text, encoding = content.decode("cp1252"), "Windows-1252"
        except UnicodeDecodeError:
            text, encoding = content.decode("latin-1"), "Latin-1"
        notes.append(
            f"The file is not UTF-8; it was read as {encoding}: save it as UTF-8 to keep accents right."
        )
    if "\0" in text:
        notes.append("The file holds null characters, which were left out: it may be damaged.")
    return _clean(text), notes


def _likely_encodings(content: bytes, is_script: bool) -> list[str]:
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return [encoding]
    if len(content) >= 8 and len(content) % 2 == 0:
        if content[1:8:2] == bytes(4):
            return ["utf-16-le"]
        if content[0:8:2] == bytes(4):
            return ["utf-16-be"]
    cookie = _cookie(content) if is_script else None
    return [cookie, "utf-8"] if cookie else ["utf-8"]


def _cookie(content: bytes) -> str | None:
    """Returns the encoding that a script declares in one of its first two lines (PEP 263)."""
    for line in content[:1000].splitlines()[:2]:
        match = _COOKIE.match(line)
        if match:
            try:
                encoding = codecs.lookup(match[1].decode("ascii")).name
            except (LookupError, UnicodeDecodeError):
                return None
            return encoding if encoding in _COOKIE_CODECS else None
    return None


def _clean(text: str) -> str:
    """Makes text that can be written as UTF-8 and compiled, with one kind of line end."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return re.sub(r"[\ud800-\udfff]", "\ufffd", text)


def _from_script(text: str) -> _Parts:
    cells: list[Fields] = []
    for index, piece in enumerate(split_script(text)):
        marks: Fields = {**piece.attributes}
        if piece.kind == "code":
            marks["line"] = piece.line
        metadata: Fields = {"bareme": marks} if marks else {}
        cells.append(make_cell(piece.kind, piece.source, f"cell-{index}", metadata))
    return cells, {}, []


def _from_json(text: str, name: str) -> _Parts:
    document = _load_json(text, name)
    raw_cells = _raw_cells(document) if isinstance(document, dict) else None
    if not isinstance(document, dict) or raw_cells is None:
        raise NotebookError(
            f"{name!r} is JSON but no notebook: it has no list of cells; hand in the .ipynb itself."
        )
    notes: list[str] = []
    version = document.get("nbformat")
    if "nbformat" not in document:
        notes.append("The file does not say which notebook format it has; it was read as the current one.")
    elif version not in (2, 3, 4):
        raise NotebookError(
            f"{name!r} is of the notebook format {str(version)[:20]!r}, and 2, 3 and 4 can be read; "
            "open it in Jupyter and save it again."
        )
    problems: Counter[str] = Counter()
    identifiers = _Identifiers()
    # One more than allowed is enough for the caller to refuse the file.
    read = (_cell_from_json(raw, identifiers, problems) for raw in raw_cells[: _MAX_CELLS + 1])
    cells = [cell for cell in read if cell is not None]
    notes += [f"{sentence}: {count}." for sentence, count in problems.items()]
    return cells, _plain_metadata(document.get("metadata")), notes


def _load_json(text: str, name: str) -> object:
    if text.count(",") + text.count("[") + text.count("{") > _MAX_JSON_VALUES:
        raise NotebookError(
            f"{name!r} holds more than {_MAX_JSON_VALUES:,} values; clear its outputs and hand it in again."
        )
    try:
        document: object = json.loads(text)
    except (ValueError, RecursionError) as error:
        reason = "it is nested too deep" if isinstance(error, RecursionError) else f"not valid JSON: {error}"
        raise NotebookError(
            f"{name!r} is not a notebook, {reason}; open it in Jupyter and save it again."
        ) from error
    return document


def _raw_cells(document: dict[str, object]) -> list[object] | None:
    """Returns the cells of a notebook: at the top in format 4, in worksheets before."""
    cells, worksheets = document.get("cells"), document.get("worksheets")
    if isinstance(cells, list):
        return cells
    if not isinstance(worksheets, list):
        return None
    found: list[object] = []
    for sheet in worksheets:
        inner = sheet.get("cells") if isinstance(sheet, dict) else None
        found.extend(inner if isinstance(inner, list) else [])
    return found


def _cell_from_json(raw: object, identifiers: _Identifiers, problems: Counter[str]) -> Fields | None:
    kind = raw.get("cell_type") if isinstance(raw, dict) else None
    if not isinstance(raw, dict) or kind not in ("code", "markdown", "raw", "heading", "html"):
        problems["Cells of no known type were left out"] += 1
        return None
    source = _text(raw.get("input" if kind == "code" and "input" in raw else "source", ""))
    if source is None:
        problems["Cells whose content is not text were read as empty"] += 1
        source = ""
    if kind == "heading":
        level = raw.get("level")
        source = "#" * (level if isinstance(level, int) and 1 <= level <= 6 else 1) + " " + source
    metadata = _plain_metadata(raw.get("metadata"))
    return make_cell(
        "code" if kind == "code" else "markdown", source, identifiers.take(raw.get("id")), metadata
    )


class _Identifiers:
    """Gives every cell an id: its own where that is valid and free, else the next of a series."""

    def __init__(self) -> None:
        self._used: set[str] = set()
        self._series = (f"cell-{number}" for number in count())

    def take(self, wanted: object) -> str:
        if isinstance(wanted, str) and _CELL_ID.fullmatch(wanted) and wanted not in self._used:
            given = wanted
        else:
            given = next(name for name in self._series if name not in self._used)
        self._used.add(given)
        return given


def _text(value: object) -> str | None:
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        value = "".join(value)
    return _clean(value) if isinstance(value, str) else None


def _plain_metadata(value: object) -> Fields:
    if not isinstance(value, dict):
        return {}
    metadata = {_clean(key): _plain(item, 1) for key, item in value.items() if key not in _BOUND_KEYS}
    marks = metadata.pop("bareme", None)
    if isinstance(marks, dict):
        kept = {key: marks[key] for key in _LABELS if isinstance(marks.get(key), str)}
        metadata.update({"bareme": kept} if kept else {})
    return metadata


def _plain(value: object, depth: int) -> object:
    if isinstance(value, str):
        return _clean(value)
    if depth < _MAX_METADATA_DEPTH and isinstance(value, dict):
        return {_clean(key): _plain(item, depth + 1) for key, item in value.items()}
    if depth < _MAX_METADATA_DEPTH and isinstance(value, list):
        return [_plain(item, depth + 1) for item in value]
    # What is left and is not kept: containers too deep, and the NaN that JSON does not have.
    return (
        value if isinstance(value, bool | int) or (isinstance(value, float) and abs(value) < 1e308) else None
    )
