"""Fills the grading worksheet of a Moodle assignment, and makes the archive of feedback files.

Moodle reads the worksheet with ``fgetcsv`` of PHP and its escape character, takes a number with a comma for
another one in some languages, and replaces a comment by an empty cell. Sources: importgradeslib.php and
importziplib.php in mod/assign/feedback of Moodle.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from bareme.errors import InputError
from bareme.exports.csv_sheet import replace_cells
from bareme.exports.exporter import Batch, Export, platform_exporter
from bareme.exports.feedback_archive import write_archive
from bareme.exports.feedback_comment import copy_page, write_comment_lines
from bareme.exports.grade_scale import final_grade
from bareme.exports.moodle_matching import Matching, match_rows
from bareme.exports.moodle_worksheet import MoodleWorksheet, read_moodle_worksheet
from bareme.files import FileWriter
from bareme.i18n.messages import Message, concat, msg, nmsg
from bareme.results.result import Result, in_order

__all__ = ["export_moodle"]

_GRADES: Final = "moodle-grades.csv"
_FEEDBACK: Final = "moodle-feedback.zip"
_PAGE: Final = "feedback.html"
_OWN_COMMENT: Final = re.compile(r'(?:<br ?/?>)*<div class="?bareme"?>.*?</div>', re.DOTALL)
_DOWNLOADED: Final = re.compile(
    r"(?P<folder>[^_]*_\d+_assignsubmission_(?:file|onlinetext)_?)(?P<file>[^/]*)"
)
_UNSAFE: Final = re.compile(r'[\x00-\x1f\x7f-\x9f\\/:*?"<>|_]|\.\.')
_STATUSES: Final = {
    "graded": msg("graded"),
    "missing": msg("missing"),
    "undetermined": msg("undetermined"),
    "unreadable": msg("unreadable"),
}
_MAX_NAME: Final = 100
_MAX_SHOWN: Final = 10


@platform_exporter("moodle", takes_worksheet=True)
def export_moodle(batch: Batch) -> Export:
    """Makes the filled worksheet and the archive of feedback files.

    Raises:
        InputError: there are no results, or the worksheet does not fit them.
    """
    results = in_order(batch.results)
    assert batch.worksheet is not None
    worksheet = read_moodle_worksheet(batch.worksheet)
    matching = match_rows(worksheet, results)
    first = results[0]
    scale = worksheet.make_scale(None if first.pass_mark is None else first.pass_mark / first.scale)
    grades = {row: final_grade(result, batch) for row, result in matching.rows.items()}
    changes: dict[tuple[int, int], str] = {}
    for row, grade in grades.items():
        if grade is not None:
            result = matching.rows[row]
            changes[row, worksheet.columns.grade] = scale.write(grade, result.scale)
            if worksheet.columns.comments is not None:
                place = row, worksheet.columns.comments
                changes[place] = _write_comment(result, worksheet.sheet.rows[row][place[1]].text)
    _refuse_unreadable_cells(worksheet, changes)
    content = replace_cells(worksheet.sheet, changes).encode("utf-8")
    files: dict[str, FileWriter] = {
        _GRADES: lambda stream: stream.write(content),
        _FEEDBACK: write_archive(_list_pages(worksheet, matching, batch)),
    }
    remarks = (scale.describe(first.scale), *_describe(worksheet, matching, grades))
    return Export(files, remarks)


def _write_comment(result: Result, old: str) -> str:
    """Returns a person's comment, if there is one, followed by the comment on a result, as HTML."""
    lines = map(html.escape, write_comment_lines(result, _PAGE))
    kept = _OWN_COMMENT.sub("", old)
    comment = f"<div class=bareme>{'<br>'.join(lines)}</div>"
    # PHP would take the quotation mark after a backslash for a part of the text.
    return f"{kept}<br>{comment}".replace('\\"', '&#92;"') if kept.strip() else comment


def _refuse_unreadable_cells(worksheet: MoodleWorksheet, changes: Mapping[tuple[int, int], str]) -> None:
    sheet = worksheet.sheet
    for number, row in enumerate(sheet.rows):
        for column, cell in enumerate(row):
            if (number, column) not in changes and '\\"' in sheet.content[cell.start : cell.end]:
                raise InputError(
                    msg(
                        "%(path)s cannot be filled in: in row %(row)d, the cell of the column %(column)s has "
                        "a backslash before a quotation mark, at which Moodle would misread the row; remove "
                        "the backslash in Moodle or with a text editor.",
                        path=sheet.path,
                        row=number + 1,
                        column=repr(sheet.rows[0][column].text),
                    )
                )


def _list_pages(
    worksheet: MoodleWorksheet, matching: Matching, batch: Batch
) -> Iterator[tuple[str, FileWriter]]:
    """Yields the name in the archive and the page of each row."""
    for row, result in sorted(matching.rows.items()):
        # The page of an undetermined result is about a failure of bareme.
        if result.status != "undetermined":
            folder = _name_folder(worksheet, matching, row, result)
            yield f"{folder}/{_PAGE}", copy_page(batch.pages, result.student.id)


def _name_folder(worksheet: MoodleWorksheet, matching: Matching, row: int, result: Result) -> str:
    """Returns the name of the folder as downloaded, or one for a member of a group.

    Moodle looks for the number of a participant in it, and that of a group is none.
    """
    participant = worksheet.participants[row - 1]
    origin = result.origin
    downloaded = None if origin is None or matching.is_by_group else _DOWNLOADED.fullmatch(origin.folder)
    if downloaded and not _UNSAFE.search(downloaded["folder"].replace("_", "")):
        # Without separate folders, the name of the file follows in the same part of the path.
        return downloaded["folder"].rstrip("_") if downloaded["file"] else downloaded["folder"]
    name = worksheet.sheet.rows[row][1].text if matching.is_by_group else (origin and origin.name) or ""
    words = " ".join(_UNSAFE.sub(" ", re.sub(r"<[^>]*>", "", name)).split()).strip(". ")[:_MAX_NAME].strip()
    return f"{words or 'Participant'}_{participant}_assignsubmission_file"


def _describe(
    worksheet: MoodleWorksheet, matching: Matching, grades: Mapping[int, float | None]
) -> Iterator[Message]:
    """Yields sentences on the rows and on the next steps in Moodle."""
    graded = [row for row, grade in grades.items() if grade is not None]
    yield nmsg(
        "%(number)d row has a new grade; %(kept)d other rows of the worksheet keep the old one.",
        "%(number)d rows have a new grade; %(kept)d other rows of the worksheet keep the old one.",
        len(graded),
        kept=len(worksheet.participants) - len(graded),
    )
    kept = Counter(matching.rows[row].status for row, grade in grades.items() if grade is None)
    if kept:
        yield msg(
            "No grade was written for results that are %(statuses)s.",
            statuses=concat(", ", [_STATUSES[status] for status in sorted(kept)]),
        )
    if matching.unmatched:
        yield nmsg(
            "%(number)d result has no row in this worksheet: %(students)s.",
            "%(number)d results have no row in this worksheet: %(students)s.",
            len(matching.unmatched),
            students=_shorten([result.student.id for result in matching.unmatched]),
        )
    zeros = [matching.rows[row].student.id for row in graded if grades[row] == 0]
    if zeros:
        yield msg(
            "Some versions of Moodle skip a grade of 0 in a worksheet; look there at %(students)s.",
            students=_shorten(zeros),
        )
    if worksheet.columns.comments is None:
        yield msg(
            "The worksheet has no column for comments; switch on feedback comments in the assignment to "
            "have one."
        )
    yield from _advise([row for row in graded if worksheet.was_graded(row)])


def _advise(graded_before: list[int]) -> Iterator[Message]:
    yield msg(
        "In Moodle, in the language of the download: the assignment, Submissions, Upload grading worksheet: "
        "%(file)s, encoding UTF-8, separator comma.",
        file=_GRADES,
    )
    if graded_before:
        yield nmsg(
            'Tick "Allow updating records that have been modified more recently in Moodle than in the '
            'spreadsheet": %(number)d row was graded before, and is skipped otherwise.',
            'Tick "Allow updating records that have been modified more recently in Moodle than in the '
            'spreadsheet": %(number)d rows were graded before, and are skipped otherwise.',
            len(graded_before),
        )
    yield msg("Then Upload multiple feedback files in a zip: %(file)s.", file=_FEEDBACK)


def _shorten(students: list[str]) -> str:
    return ", ".join((*students[:_MAX_SHOWN], *(["…"] if len(students) > _MAX_SHOWN else [])))
