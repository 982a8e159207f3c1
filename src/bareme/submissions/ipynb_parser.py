"""Reads the cells of a notebook in any nbformat from its JSON.

The upgrade of nbformat assumes well-formed input, so fields are read one by one. Fields that no later stage
needs, or that could make one fail, are dropped.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import count
from typing import Final, Literal

from bareme.errors import NotebookError
from bareme.i18n.catalogs import N_
from bareme.i18n.messages import as_message, localized_number, msg, nmsg
from bareme.submissions.stored_outputs import read_stored_output
from bareme.submissions.text_encoding import clean

__all__ = ["MAX_CELLS", "Cell", "Document", "Fields", "read_document"]

MAX_CELLS: Final = 10_000
# A JSON object takes up to 240 bytes of memory for 8 of text; images are strings and have no commas.
_MAX_JSON_VALUES: Final = 2_000_000
_MAX_METADATA_VALUES: Final = 100_000
_MAX_METADATA_DEPTH: Final = 20
_MAX_TEXT: Final = 2_000_000
"""Characters of all text cells together, which every result contains."""
_CELL_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
# nbformat validates these keys and nbclient acts on some; grading needs none of them.
_FORMAT_KEYS = {"format", "jupyter", "kernelspec", "language_info", "name", "orig_nbformat", "tags", "title"}
_CLIENT_KEYS = {"authors", "collapsed", "execution", "scrolled", "widgets"}
_BOUND_KEYS = _FORMAT_KEYS | _CLIENT_KEYS | {"bareme"}
_LABELS = ("exercise", "answer", "lang", "assignment", "language")

Fields = dict[str, object]
"""The fields of a cell, or metadata: plain JSON."""


@dataclass(frozen=True)
class Cell:
    """One cell, without attachments; of its outputs the text alone."""

    kind: Literal["code", "markdown"]
    source: str
    identifier: str
    metadata: Fields
    stored_output: str = ""


@dataclass(frozen=True)
class Document:
    """The cells of a submitted notebook, with notes for the student."""

    cells: tuple[Cell, ...]
    metadata: Fields
    notes: tuple[str, ...]


def read_document(text: str, name: str) -> Document:
    """Reads a notebook of nbformat 2, 3 or 4.

    Reading stops one cell after the limit, which the caller checks.

    Raises:
        NotebookError: it is not JSON, not a notebook, of another format, or holds too many values.
    """
    document = _load_json(text, name)
    raw_cells = _find_raw_cells(document) if isinstance(document, dict) else None
    if not isinstance(document, dict) or raw_cells is None:
        raise NotebookError(
            msg(
                "%(name)s is JSON but no notebook: it has no list of cells; hand in the .ipynb itself.",
                name=repr(name),
            )
        )
    notes: list[str] = []
    version = document.get("nbformat")
    if "nbformat" not in document:
        notes.append(
            N_("The file does not say which notebook format it has; it was read as the current one.")
        )
    elif version not in (2, 3, 4):
        raise NotebookError(
            msg(
                "%(name)s is of the notebook format %(version)s, and 2, 3 and 4 can be read; open it in "
                "Jupyter and save it again.",
                name=repr(name),
                version=repr(str(version)[:20]),
            )
        )
    reader = _Reader(is_old=version in (2, 3))
    metadata = reader.plain_metadata(document.get("metadata"))
    # One more than allowed, so that the caller refuses the file.
    read = [reader.read_cell(raw) for raw in raw_cells[: MAX_CELLS + 1]]
    notes += [
        msg("%(problem)s: %(count)d.", problem=as_message(problem), count=count)
        for problem, count in reader.problems.items()
    ]
    return Document(tuple(cell for cell in read if cell is not None), metadata, tuple(notes))


def _load_json(text: str, name: str) -> object:
    if text.count(",") + text.count("[") + text.count("{") > _MAX_JSON_VALUES:
        raise NotebookError(
            msg(
                "%(name)s holds more than %(most)s values; clear its outputs and hand it in again.",
                name=repr(name),
                most=localized_number(format(_MAX_JSON_VALUES, ",")),
            )
        )
    try:
        document: object = json.loads(text)
    except (ValueError, RecursionError) as error:
        if isinstance(error, json.JSONDecodeError) and _is_cut_off(text, error):
            raise NotebookError(
                nmsg(
                    "%(name)s is cut off: it ends after %(count)s character, in the middle of the notebook; "
                    "hand in the whole file.",
                    "%(name)s is cut off: it ends after %(count)s characters, in the middle of the notebook; "
                    "hand in the whole file.",
                    len(text),
                    name=repr(name),
                    count=localized_number(format(len(text), ",")),
                )
            ) from error
        reason = (
            msg("it is nested too deep")
            if isinstance(error, RecursionError)
            else msg("not valid JSON: %(error)s", error=error)
        )
        raise NotebookError(
            msg(
                "%(name)s is not a notebook, %(reason)s; open it in Jupyter and save it again.",
                name=repr(name),
                reason=reason,
            )
        ) from error
    return document


def _is_cut_off(text: str, error: json.JSONDecodeError) -> bool:
    """Returns True if the text is JSON up to its end, where more is missing."""
    if error.msg.startswith("Unterminated string"):
        return True
    # A literal that is cut, such as "fals", is an error at its first letter.
    return text.lstrip().startswith("{") and error.pos >= len(text.rstrip()) - len("fals")


def _find_raw_cells(document: dict[str, object]) -> list[object] | None:
    """Returns the list of cells, which before format 4 is in worksheets."""
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


@dataclass
class _Reader:
    """Reads cells and keeps their common ids, limits and problems."""

    is_old: bool
    problems: Counter[str] = field(default_factory=Counter)
    identifiers: _Identifiers = field(default_factory=lambda: _Identifiers())
    text_left: int = _MAX_TEXT
    values_left: int = _MAX_METADATA_VALUES

    def read_cell(self, raw: object) -> Cell | None:
        kind = raw.get("cell_type") if isinstance(raw, dict) else None
        if not isinstance(raw, dict) or kind not in ("code", "markdown", "raw", "heading", "html"):
            self.problems[N_("Cells of no known type were left out")] += 1
            return None
        source = self._text(raw.get("input" if kind == "code" and "input" in raw else "source", ""))
        if source is None:
            self.problems[N_("Cells whose content is not text were read as empty")] += 1
            source = ""
        if kind == "heading":
            level = raw.get("level")
            source = "#" * (level if isinstance(level, int) and 1 <= level <= 6 else 1) + " " + source
        if kind != "code" and len(source) > self.text_left:
            self.problems[
                msg(
                    "Text cells were cut, being over %(most)s characters in all",
                    most=localized_number(format(_MAX_TEXT, ",")),
                )
            ] += 1
            source = source[: self.text_left]
        self.text_left -= 0 if kind == "code" else len(source)
        return Cell(
            "code" if kind == "code" else "markdown",
            source,
            self.identifiers.take(raw.get("id")),
            self.plain_metadata(raw.get("metadata")),
            clean(read_stored_output(raw)) if kind == "code" else "",
        )

    def _text(self, value: object) -> str | None:
        if isinstance(value, list) and all(isinstance(part, str) for part in value):
            # Before format 4, the lines of a source could lack their line ends.
            is_bare = self.is_old and value and not value[0].endswith(("\n", "\r"))
            value = ("\n" if is_bare else "").join(value)
        return clean(value) if isinstance(value, str) else None

    def plain_metadata(self, value: object) -> Fields:
        if not isinstance(value, dict):
            return {}
        marks = value.get("bareme")
        others = {key: item for key, item in value.items() if key not in _BOUND_KEYS}
        plain = self._plain(others, 0)
        metadata = plain if isinstance(plain, dict) else {}
        if isinstance(marks, dict):
            kept = {key: clean(text) for key in _LABELS if isinstance(text := marks.get(key), str)}
            metadata.update({"bareme": kept} if kept else {})
        return metadata

    def _plain(self, value: object, depth: int) -> object:
        self.values_left -= 1
        if isinstance(value, str):
            return clean(value)
        # Containers that are too deep or too large are dropped, and so is NaN, which is not JSON.
        if isinstance(value, dict | list):
            if depth >= _MAX_METADATA_DEPTH or len(value) > self.values_left:
                return None
            if isinstance(value, list):
                return [self._plain(item, depth + 1) for item in value]
            return {clean(key): self._plain(item, depth + 1) for key, item in value.items()}
        is_number = isinstance(value, bool | int) or (isinstance(value, float) and abs(value) < 1e308)
        return value if is_number else None


class _Identifiers:
    """Assigns unique cell ids.

    A cell keeps its id if that is valid and free; else it gets the next of a series.
    """

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
