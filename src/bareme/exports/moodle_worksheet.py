"""Reads the grading worksheet of a Moodle assignment, in any language.

Moodle writes headers, dates and words in the language of the user. So columns are found by their content
and by their order, never by a header. Source: mod/assign/gradingtable.php of Moodle.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Final

from bareme.errors import InputError
from bareme.exports.csv_sheet import BOM, CsvSheet, read_csv_sheet, sheet_error
from bareme.exports.grade_scale import GradeScale, PointScale, WordScale
from bareme.i18n.messages import msg

__all__ = ["MoodleWorksheet", "read_moodle_worksheet"]

_IDENTIFIER: Final = re.compile(r"(\D+)(\d+)")
_NEVER: Final = "-"
"""The date of a submission or a grade that does not exist."""
_CHANGED_DATE: Final = re.compile(r"#+|\d{5}(?:[.,]\d+)?|(?=.*\d)[\d\s/.:TZ+-]+(?:[AaPp]\.?[Mm]\.?)?")
"""A date as a spreadsheet writes it, or its number of days."""
_MAX_DATE: Final = 100
_MAX_TEXTS: Final = 3
"""Columns of texts of a submission between the dates."""


@dataclass(frozen=True)
class _Columns:
    """The columns in the order of Moodle; the identifier is the first one of the sheet."""

    grade: int
    submitted: int
    graded: int
    comments: int | None


@dataclass(frozen=True)
class MoodleWorksheet:
    """A worksheet; row 1 is the first below the header."""

    sheet: CsvSheet
    columns: _Columns
    prefix: str
    """The word for a participant, with the space that follows it in some languages."""
    participants: tuple[str, ...]
    """The numbers of the participants, in the order of the rows."""

    def make_scale(self, pass_share: float | None) -> GradeScale:
        """Returns the maximum or the words of the worksheet.

        Args:
            pass_share: the least share of the points that passes, if there is one.

        Raises:
            InputError: the maximum is 0.
        """
        text = self.sheet.rows[1][self.columns.grade + 1].text
        words = _split_scale(text)
        if words:
            return WordScale.of_words(words, pass_share)
        maximum = _parse_number(text)
        if not maximum:
            raise InputError(
                msg(
                    "%(path)s cannot be filled in: the maximum grade in row 2 is 0; set a maximum in the "
                    "settings of the assignment in Moodle, and download the worksheet again.",
                    path=self.sheet.path,
                )
            )
        return PointScale(maximum)

    def was_graded(self, row: int) -> bool:
        """Returns True if Moodle knows a date at which the row was graded."""
        return self.sheet.rows[row][self.columns.graded].text != _NEVER


def read_moodle_worksheet(path: Path) -> MoodleWorksheet:
    """Reads a worksheet.

    Raises:
        InputError: it is no worksheet of Moodle, or was changed by a spreadsheet.
    """
    sheet = read_csv_sheet(path)
    prefix, participants = _read_participants(sheet)
    columns = next(_find_columns(sheet), None)
    if columns is None:
        raise sheet_error(
            path,
            msg(
                "its columns after the first are not those of a grading worksheet with a grade and its "
                "maximum"
            ),
        )
    _refuse_changed_dates(sheet, columns)
    return MoodleWorksheet(sheet, columns, prefix, participants)


def _read_participants(sheet: CsvSheet) -> tuple[str, tuple[str, ...]]:
    prefixes: list[str] = []
    participants: list[str] = []
    for number, text in enumerate(sheet.column(0), 2):
        match = _IDENTIFIER.fullmatch(text)
        if match is None or (prefixes and match[1] != prefixes[0]):
            raise sheet_error(
                sheet.path,
                msg(
                    "the first cell of row %(row)d is %(text)s, and not a participant such as %(example)s",
                    row=number,
                    text=repr(text[:40]),
                    example=repr("Participant 123"),
                ),
            )
        prefixes.append(match[1])
        participants.append(match[2])
    if not participants:
        raise sheet_error(sheet.path, msg("it has no row of a participant"))
    [(participant, count)] = Counter(participants).most_common(1)
    if count > 1:
        raise sheet_error(
            sheet.path, msg("participant %(participant)s is in two rows", participant=participant)
        )
    return prefixes[0], tuple(participants)


def _find_columns(sheet: CsvSheet) -> Iterator[_Columns]:
    """Yields the places at which the columns of Moodle fit the content.

    The grade is followed by its maximum or scale, the state of marking in some assignments, a word on whether
    the grade can be changed, the date of the submission, its text in some assignments, the date of the grade
    and the comments.
    """
    for grade in range(1, sheet.width - 1):
        if not _are_grades(sheet.column(grade), sheet.column(grade + 1)):
            continue
        for submitted in (grade + 3, grade + 4):
            for texts in range(_MAX_TEXTS + 1):
                graded = submitted + texts + 1
                if (
                    graded < sheet.width
                    and _are_words(sheet.column(submitted - 1))
                    and _are_dates(sheet.column(submitted))
                    and _are_dates(sheet.column(graded))
                ):
                    comments = graded + 1 if graded + 1 < sheet.width else None
                    yield _Columns(grade, submitted, graded, comments)


def _are_grades(grades: Sequence[str], maxima: Sequence[str]) -> bool:
    if len(set(maxima)) != 1:
        return False
    words = _split_scale(maxima[0])
    maximum = _parse_number(maxima[0])
    if words:
        return set(grades) <= {"", *words}
    return maximum is not None and all(
        not grade or ((number := _parse_number(grade)) is not None and number <= maximum) for grade in grades
    )


def _are_words(texts: Sequence[str]) -> bool:
    # "Yes" and "No" in the language of the user.
    return len(set(texts)) <= 2 and all(
        text not in ("", _NEVER) and not re.search(r"\d", text) for text in texts
    )


def _are_dates(texts: Sequence[str]) -> bool:
    return all(text == _NEVER or _is_date(text) for text in texts)


def _is_date(text: str) -> bool:
    numbers = re.findall(r"\d+", text)
    is_date = len(numbers) >= 3 and any(len(number) == 4 for number in numbers) and len(text) <= _MAX_DATE
    return is_date or _CHANGED_DATE.fullmatch(text) is not None


def _split_scale(text: str) -> list[str]:
    """Returns the words of a scale, which Moodle writes on lines, or nothing for a number."""
    words = [word.strip() for word in text.split("\n")]
    return words if len(words) > 1 and all(words) else []


def _parse_number(text: str) -> Decimal | None:
    """Returns a number that is not negative, with a point or a comma, or None."""
    compact = re.sub(r"\s", "", text).replace(",", ".").replace("٫", ".")
    if not re.fullmatch(r"\d+(?:\.\d+)?", compact):
        return None
    try:
        return Decimal(compact)
    except InvalidOperation:
        return None


def _refuse_changed_dates(sheet: CsvSheet, columns: _Columns) -> None:
    """Refuses numeric dates in a file that a spreadsheet has written.

    A site can choose dates in numbers, too; Moodle writes a byte order mark and ends lines by a line feed.
    """
    if sheet.content.startswith(BOM) and "\r\n" not in sheet.content:
        return
    for number, row in enumerate(sheet.rows[1:], 2):
        for text in (row[columns.submitted].text, row[columns.graded].text):
            if text != _NEVER and _CHANGED_DATE.fullmatch(text):
                raise sheet_error(
                    sheet.path,
                    msg(
                        "a spreadsheet has changed the date %(date)s in row %(row)d, which Moodle compares",
                        date=repr(text),
                        row=number,
                    ),
                )
