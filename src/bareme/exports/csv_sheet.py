"""A CSV file in which some cells are replaced, and every other byte stays.

The rows are those of RFC 4180, as platforms write them. Errors name the file, the row and the next step.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bareme.errors import InputError
from bareme.i18n.messages import Message, msg

__all__ = ["BOM", "CsvCell", "CsvSheet", "read_csv_sheet", "replace_cells", "sheet_error"]

BOM: Final = "\ufeff"
_MAX_BYTES: Final = 50_000_000
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_NEEDS_QUOTES: Final = frozenset("\r\n\",; \t'")


@dataclass(frozen=True)
class CsvCell:
    """The text of a cell, and its place in the file, with its quotation marks."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class CsvSheet:
    """The content of a file, and its rows; all have as many cells as the first, the header."""

    path: Path
    content: str
    separator: str
    rows: tuple[tuple[CsvCell, ...], ...]

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self.rows[0])

    def column(self, index: int) -> list[str]:
        """Returns the texts of a column below the header."""
        return [row[index].text for row in self.rows[1:]]


def read_csv_sheet(path: Path, separators: str = ",") -> CsvSheet:
    """Reads a CSV file in UTF-8.

    Args:
        path: the file.
        separators: the characters that may separate cells; the header decides which one does.

    Raises:
        InputError: it cannot be read, has another encoding or separator, or a row has too few or too many
            cells.
    """
    content = _decode(path, _read_bytes(path))
    header = content.strip().partition("\n")[0]
    separator = max(separators, key=header.count)
    if not header:
        raise sheet_error(path, msg("it is empty"))
    if separator not in header:
        raise sheet_error(
            path,
            msg("its cells are not separated by %(separator)s", separator=" / ".join(map(repr, separators))),
        )
    rows = _split_rows(path, content, separator)
    width = len(rows[0])
    for number, row in enumerate(rows, 1):
        if len(row) != width:
            raise sheet_error(
                path,
                msg(
                    "row %(row)d has %(cells)d cells, and the header has %(width)d",
                    row=number,
                    cells=len(row),
                    width=width,
                ),
            )
    return CsvSheet(path, content, separator, rows)


def sheet_error(path: Path, reason: Message) -> InputError:
    """Returns the error of a worksheet that is not as it was downloaded."""
    return InputError(
        msg(
            "%(path)s cannot be filled in: %(reason)s; download it again, and give it without opening it "
            "in a spreadsheet.",
            path=path,
            reason=reason,
        )
    )


def replace_cells(sheet: CsvSheet, changes: Mapping[tuple[int, int], str]) -> str:
    """Returns the content with other texts in some cells.

    Args:
        sheet: the file.
        changes: the texts by row and column; row 0 is the header.
    """
    pieces, last = [], 0
    for row, column in sorted(changes):
        cell = sheet.rows[row][column]
        pieces += [sheet.content[last : cell.start], _quote(changes[row, column])]
        last = cell.end
    return "".join((*pieces, sheet.content[last:]))


def _quote(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if _NEEDS_QUOTES & set(text) else text


def _read_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(_MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise InputError(
            msg(
                "the worksheet %(path)s cannot be read (%(reason)s); check the path.",
                path=path,
                reason=getattr(error, "strerror", None) or str(error),
            )
        ) from error
    if len(content) > _MAX_BYTES:
        raise sheet_error(path, msg("it is too large for a worksheet"))
    return content


def _decode(path: Path, content: bytes) -> str:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        number = 1 if content.startswith(_UTF16) else row
        raise sheet_error(path, msg("line %(line)d is not in UTF-8", line=number)) from error
    if "\x00" in text:
        raise sheet_error(
            path, msg("line %(line)d is not in UTF-8", line=text[: text.index("\0")].count("\n") + 1)
        )
    return text


def _split_rows(path: Path, content: str, separator: str) -> tuple[tuple[CsvCell, ...], ...]:
    rows: list[tuple[CsvCell, ...]] = []
    cells: list[CsvCell] = []
    at = len(BOM) if content.startswith(BOM) else 0
    while at < len(content):
        cell = _read_cell(path, content, separator, at, len(rows) + 1)
        cells.append(cell)
        at = cell.end
        if content[at : at + 1] == separator:
            at += 1
            # A separator at the end of the file is followed by an empty cell.
            if at < len(content):
                continue
            cells.append(CsvCell("", at, at))
        at += 2 if content.startswith("\r\n", at) else 1
        # Blank lines at the end belong to no student.
        if len(cells) > 1 or cells[0].text.strip():
            rows.append(tuple(cells))
        cells = []
    return tuple(rows)


def _read_cell(path: Path, content: str, separator: str, start: int, row: int) -> CsvCell:
    if not content.startswith('"', start):
        found = re.compile(f"[{re.escape(separator)}\\r\\n]").search(content, start)
        end = found.start() if found else len(content)
        return CsvCell(content[start:end], start, end)
    at = start + 1
    while (at := content.find('"', at)) >= 0 and content.startswith('"', at + 1):
        at += 2
    end = at + 1
    if at < 0 or content[end : end + 1] not in ("", separator, "\n", "\r"):
        raise sheet_error(path, msg("row %(row)d has a quotation mark that is not closed", row=row))
    return CsvCell(content[start + 1 : at].replace('""', '"'), start, end)
