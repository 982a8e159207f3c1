"""Parses a submitted file into a normalised notebook.

The file may be nbformat 2, 3 or 4, or a script with or without ``# %%`` markers. The result is nbformat 4.5:
code and markdown cells, each with a unique id and its source as one string, without outputs and attachments,
and with no metadata that could make a later stage fail. In the ``metadata`` of a cell, ``bareme`` is absent
or a dict of the labels ``exercise``, ``answer`` and ``lang`` (strings) and ``line`` (the first line of the
cell in a script).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

import nbformat
from nbformat import NotebookNode

from bareme.errors import NotebookError
from bareme.i18n.catalogs import SOURCE_LANGUAGE, languages
from bareme.i18n.messages import localized_number, msg
from bareme.i18n.text import valid_text
from bareme.submissions.file_kinds import describe_content, find_conflict_line, format_of
from bareme.submissions.ipynb_parser import MAX_CELLS, Fields, read_document
from bareme.submissions.py_parser import split_script
from bareme.submissions.text_encoding import clean, decode_text

__all__ = [
    "MAX_NOTEBOOK_BYTES",
    "Fields",
    "ParsedNotebook",
    "dump_notebook",
    "label",
    "language",
    "make_cell",
    "make_notebook",
    "parse_notebook",
    "without_outputs",
]

MAX_NOTEBOOK_BYTES: Final = 50_000_000
# Python's parser takes up to 500 bytes of memory for each character of code, and at worst quadratic time.
_MAX_CODE: Final = 500_000
_KERNELSPEC: Final = {"display_name": "Python 3", "language": "python", "name": "python3"}


@dataclass(frozen=True)
class ParsedNotebook:
    """A normalised notebook, with notes for the student about the reading."""

    notebook: NotebookNode
    notes: tuple[str, ...] = ()
    stored_outputs: Mapping[str, str] = field(default_factory=dict)
    """The outputs in the submitted file, as text, by cell id; only of cells that have some."""


def parse_notebook(content: bytes, name: str) -> ParsedNotebook:
    """Reads a submitted file as a notebook.

    Args:
        content: the bytes of the file.
        name: its name, which tells the format.

    Raises:
        NotebookError: the file is empty, too big, of another kind, or too damaged to be read.
    """
    is_script = format_of(name) == "py"
    _check_kind_and_size(content, name, is_script)
    _check_content(content, name)
    text, notes = decode_text(content, is_script)
    if not text.strip():
        raise NotebookError(msg("%(name)s is empty; hand in the file with your work in it.", name=repr(name)))
    parsed = _parse_script(text, notes) if is_script else _parse_json(text, name, notes)
    _check_amount(parsed.notebook, name)
    return parsed


def _check_kind_and_size(content: bytes, name: str, is_script: bool) -> None:
    if format_of(name) is None:
        raise NotebookError(
            msg(
                "%(name)s is neither a notebook (.ipynb) nor a script (.py); hand in one of these.",
                name=repr(name),
            )
        )
    limit = _MAX_CODE if is_script else MAX_NOTEBOOK_BYTES
    if len(content) > limit:
        raise NotebookError(
            msg(
                "%(name)s has %(size)s bytes, more than the %(limit)s allowed; clear its outputs, take big"
                " data out of it, and hand it in again.",
                name=repr(name),
                size=localized_number(format(len(content), ",")),
                limit=localized_number(format(limit, ",")),
            )
        )


def _check_content(content: bytes, name: str) -> None:
    """Refuses content that is of another kind, whatever its name says."""
    kind = describe_content(content)
    if kind is not None:
        raise NotebookError(
            msg(
                "%(name)s is %(kind)s, whatever its name says; hand in the notebook itself.",
                name=repr(name),
                kind=kind,
            )
        )
    line = find_conflict_line(content)
    if line is not None:
        raise NotebookError(
            msg(
                "%(name)s holds both versions of a merge conflict (from line %(line)s on); keep one, take "
                "out the lines with <<<<<<<, ======= and >>>>>>>, and hand it in again.",
                name=repr(name),
                line=line,
            )
        )


def _check_amount(notebook: NotebookNode, name: str) -> None:
    cells = notebook.cells
    if len(cells) > MAX_CELLS:
        raise NotebookError(
            msg(
                "%(name)s has %(cells)s cells, more than the %(most)s allowed; join some.",
                name=repr(name),
                cells=localized_number(format(len(cells), ",")),
                most=localized_number(format(MAX_CELLS, ",")),
            )
        )
    code = sum(len(cell.source) for cell in cells if cell.cell_type == "code")
    if code > _MAX_CODE:
        raise NotebookError(
            msg(
                "%(name)s has %(code)s characters of code, more than the %(most)s allowed; take big data"
                " out of it, and hand it in again.",
                name=repr(name),
                code=localized_number(format(code, ",")),
                most=localized_number(format(_MAX_CODE, ",")),
            )
        )


def dump_notebook(notebook: NotebookNode) -> str:
    """Returns the JSON text of a notebook, identical on every platform.

    Raises:
        NotebookError: something in it, such as an output nested too deep, cannot be written.
    """
    try:
        text: str = nbformat.v4.writes(notebook)
    except Exception as error:  # the outputs come from a sandbox and may have any form
        raise NotebookError(
            msg("The notebook cannot be written as JSON (%(error)s).", error=type(error).__name__)
        ) from error
    return valid_text(text) + "\n"


def without_outputs(notebook: NotebookNode) -> NotebookNode:
    """Returns a copy of a notebook without outputs and execution counts."""
    cells = [make_cell(cell.cell_type, cell.source, cell.id, cell.metadata) for cell in notebook.cells]
    return make_notebook(cells, notebook.metadata)


def make_cell(kind: str, source: str, identifier: str, metadata: Fields) -> Fields:
    """Returns the fields of a "code" or "markdown" cell without outputs."""
    fields: Fields = {"cell_type": kind, "id": identifier, "metadata": metadata, "source": source}
    return fields | {"execution_count": None, "outputs": []} if kind == "code" else fields


def make_notebook(cells: list[Fields], metadata: Fields) -> NotebookNode:
    """Returns a notebook of nbformat 4.5 for Python with these cells."""
    everything = {**metadata, "kernelspec": _KERNELSPEC, "language_info": {"name": "python"}}
    document = {"nbformat": 4, "nbformat_minor": 5, "metadata": everything, "cells": cells}
    notebook: NotebookNode = nbformat.from_dict(document)
    return notebook


def label(cell: NotebookNode, key: Literal["exercise", "answer", "lang"]) -> str | None:
    """Returns the value of a label of a cell, or None."""
    marks = cell.metadata.get("bareme")
    value = marks.get(key) if isinstance(marks, dict) else None
    return value if isinstance(value, str) else None


def language(notebook: NotebookNode, default: str = SOURCE_LANGUAGE) -> str:
    """Returns the language of the template that a notebook was made from, or the default."""
    marks = notebook.metadata.get("bareme")
    value = marks.get("language") if isinstance(marks, dict) else None
    return value if isinstance(value, str) and value in languages() else default


def _parse_script(text: str, notes: list[str]) -> ParsedNotebook:
    cells: list[Fields] = []
    for index, piece in enumerate(split_script(clean(text))):
        marks: Fields = {**piece.attributes}
        if piece.kind == "code":
            marks["line"] = piece.line
        metadata: Fields = {"bareme": marks} if marks else {}
        cells.append(make_cell(piece.kind, piece.source, f"cell-{index}", metadata))
    return ParsedNotebook(make_notebook(cells, {}), tuple(notes))


def _parse_json(text: str, name: str, notes: list[str]) -> ParsedNotebook:
    document = read_document(text, name)
    cells = [make_cell(cell.kind, cell.source, cell.identifier, cell.metadata) for cell in document.cells]
    stored = {cell.identifier: cell.stored_output for cell in document.cells if cell.stored_output}
    return ParsedNotebook(make_notebook(cells, document.metadata), (*notes, *document.notes), stored)
