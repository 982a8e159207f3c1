"""Fills the gradebook that an instructor downloaded from Canvas, and makes the archive of feedback files.

Canvas makes an assignment of a title and a student of a row that it does not know, so nothing but cells of
known rows and of one known column changes. Source: lib/gradebook_importer.rb of Canvas, which reads its
headers in English alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Final

from bareme.errors import InputError
from bareme.exports.csv_sheet import CsvSheet, read_csv_sheet, replace_cells, sheet_error
from bareme.exports.exporter import Batch, Export, platform_exporter
from bareme.exports.feedback_archive import write_archive
from bareme.exports.feedback_comment import copy_page
from bareme.exports.grade_scale import PointScale, final_grade
from bareme.files import FileWriter
from bareme.i18n.messages import Message, msg, nmsg
from bareme.i18n.plain_text import plain_line
from bareme.results.result import Result, in_order

__all__ = ["export_canvas"]

_GRADES: Final = "canvas-grades.csv"
_FEEDBACK: Final = "canvas-feedback.zip"
_ASSIGNMENT: Final = re.compile(r"(?P<title>.+) \((?P<id>\d+)\)", re.DOTALL)
_POINTS: Final = "Points Possible"
_EXCUSED: Final = "ex"
_SAFE_NAME: Final = re.compile(r"[\w.-]+")
_MAX_SHOWN: Final = 10


@dataclass(frozen=True)
class _Gradebook:
    """A gradebook with the column of one assignment; row 0 is the header."""

    sheet: CsvSheet
    column: int
    scale: PointScale
    rows: Mapping[str, int]
    """The rows of the students by their numbers."""


@platform_exporter("canvas", takes_worksheet=True)
def export_canvas(batch: Batch) -> Export:
    """Makes the filled gradebook and the archive of feedback files.

    Raises:
        InputError: there are no results, or the gradebook does not fit them.
    """
    results = in_order(batch.results)
    assert batch.worksheet is not None
    book = _read_gradebook(batch.worksheet, results[0])
    found = {row: result for result in results if (row := _find_row(book, result)) is not None}
    if not found:
        raise InputError(
            msg(
                "%(path)s cannot be filled in: none of its students handed in a submission from Canvas that "
                "was graded here; export the gradebook of the same course, without anonymous grading.",
                path=batch.worksheet,
            )
        )
    grades = {row: final_grade(result, batch) for row, result in found.items()}
    excused = [row for row in found if book.sheet.rows[row][book.column].text.strip().lower() == _EXCUSED]
    changes = {
        (row, book.column): book.scale.write(grade, found[row].scale)
        for row, grade in grades.items()
        if grade is not None and row not in excused
    }
    content = replace_cells(book.sheet, changes).encode("utf-8")
    files: dict[str, FileWriter] = {
        _GRADES: lambda stream: stream.write(content),
        _FEEDBACK: write_archive(_list_pages(results, batch)),
    }
    unmatched = [result for result in results if result not in found.values()]
    remarks = (
        book.scale.describe(results[0].scale),
        *_describe(book, len(changes), unmatched, [found[row] for row in excused]),
    )
    return Export(files, remarks)


def _read_gradebook(path: Path, first: Result) -> _Gradebook:
    sheet = read_csv_sheet(path, ",;")
    header = [cell.text for cell in sheet.rows[0]]
    number = next((place for place, text in enumerate(header[:3]) if text.strip() == "ID"), None)
    if number is None or not any("Section" in text for text in header):
        raise sheet_error(path, msg("its header has no ID and no Section, as a gradebook of Canvas has"))
    column = _find_assignment(path, header, first)
    return _Gradebook(sheet, column, _read_scale(sheet, column), _list_students(sheet, number))


def _find_assignment(path: Path, header: Sequence[str], first: Result) -> int:
    """Returns the only column of an assignment, or the one with the title of the lab."""
    titled = {
        place: match["title"] for place, text in enumerate(header) if (match := _ASSIGNMENT.fullmatch(text))
    }
    names = {name.strip().casefold() for name in (first.assignment, *first.title.values())}
    chosen = [place for place, title in titled.items() if title.strip().casefold() in names]
    chosen = chosen or (list(titled) if len(titled) == 1 else [])
    if len(chosen) != 1:
        raise InputError(
            msg(
                "%(path)s cannot be filled in: of its columns (%(columns)s), not exactly one is named "
                "%(name)s; in Canvas, filter the gradebook by this assignment and export the current view.",
                path=path,
                columns=", ".join(repr(header[place]) for place in list(titled)[:_MAX_SHOWN]),
                name=repr(first.title.get("en", first.assignment)),
            )
        )
    return chosen[0]


def _read_scale(sheet: CsvSheet, column: int) -> PointScale:
    place = next((place for place, row in enumerate(sheet.rows) if _POINTS in row[0].text), None)
    text = "" if place is None else sheet.rows[place][column].text.strip()
    try:
        maximum = Decimal(text.replace(",", "."))
    except InvalidOperation:
        maximum = Decimal(0)
    if place is None or not maximum.is_finite() or maximum <= 0:
        raise InputError(
            msg(
                "%(path)s cannot be filled in: in row %(row)d, the points of the assignment are %(points)s "
                "and not a number above 0; set the points in Canvas, and export the gradebook again.",
                path=sheet.path,
                row=(place or 0) + 1,
                points=repr(text),
            )
        )
    return PointScale(maximum)


def _list_students(sheet: CsvSheet, number: int) -> dict[str, int]:
    rows: dict[str, int] = {}
    for place, row in enumerate(sheet.rows[1:], 1):
        student = row[number].text.strip()
        if student in rows:
            raise sheet_error(sheet.path, msg("student %(student)s is in two rows", student=repr(student)))
        if student and _POINTS not in row[0].text:
            rows[student] = place
    return rows


def _find_row(book: _Gradebook, result: Result) -> int | None:
    origin = result.origin
    if origin is None or origin.system != "canvas" or origin.participant is None:
        return None
    return book.rows.get(origin.participant)


def _list_pages(results: Sequence[Result], batch: Batch) -> Iterator[tuple[str, FileWriter]]:
    """Yields pages under the names of the downloads, in which Canvas looks for two numbers."""
    for result in results:
        origin = result.origin
        if origin is None or origin.system != "canvas" or result.status == "undetermined":
            continue
        key = re.match(rf".*?_{re.escape(origin.participant or '')}_\d+(?=_)", origin.folder, re.DOTALL)
        # A text entry has no number of a file, and Canvas would ignore its page.
        if key and _SAFE_NAME.fullmatch(key[0]):
            yield f"{key[0]}_feedback.html", copy_page(batch.pages, result.student.id)


def _describe(
    book: _Gradebook, graded: int, unmatched: Sequence[Result], excused: Sequence[Result]
) -> Iterator[Message]:
    yield nmsg(
        "%(number)d row has a new grade; %(kept)d other rows of the worksheet keep the old one.",
        "%(number)d rows have a new grade; %(kept)d other rows of the worksheet keep the old one.",
        graded,
        kept=len(book.rows) - graded,
    )
    if excused:
        yield msg("Excused in Canvas, and left so: %(students)s.", students=_shorten(excused))
    if unmatched:
        yield nmsg(
            "%(number)d result has no row in this worksheet: %(students)s.",
            "%(number)d results have no row in this worksheet: %(students)s.",
            len(unmatched),
            students=_shorten(unmatched),
        )
    yield msg(
        "In Canvas: Gradebook, Import: %(file)s; the column is %(column)s.",
        file=_GRADES,
        column=repr(plain_line(book.sheet.rows[0][book.column].text)),
    )
    yield msg(
        "Then the assignment, Upload Submissions: %(file)s, once, since each upload adds the comments again. "
        "In a group, Canvas knows one member.",
        file=_FEEDBACK,
    )


def _shorten(results: Sequence[Result]) -> str:
    ids = [result.student.id for result in results]
    return ", ".join((*ids[:_MAX_SHOWN], *(["…"] if len(ids) > _MAX_SHOWN else [])))
