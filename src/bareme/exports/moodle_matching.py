"""Finds the row of each result in a grading worksheet of Moodle.

Names come from students, so a name alone decides only for groups, whose numbers are not those of
participants.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bareme.errors import InputError
from bareme.exports.moodle_worksheet import MoodleWorksheet
from bareme.i18n.messages import msg
from bareme.results.result import Result

__all__ = ["Matching", "match_rows"]


@dataclass(frozen=True)
class Matching:
    """The result of each row that has one, and the results without a row."""

    rows: Mapping[int, Result]
    unmatched: tuple[Result, ...]
    is_by_group: bool
    """True if several rows can share the result of a group."""


def match_rows(worksheet: MoodleWorksheet, results: Sequence[Result]) -> Matching:
    """Returns the rows that belong to results.

    Raises:
        InputError: none belongs to a result, or one belongs to two results.
    """
    path = worksheet.sheet.path
    downloaded = [one for one in results if one.origin is not None and one.origin.system == "moodle"]
    if not downloaded:
        raise InputError(
            msg(
                "%(path)s cannot be filled in: no result comes from a download of Moodle; grade the archive "
                'that Moodle gives for "Download all submissions", as it is.',
                path=path,
            )
        )
    by_group = _match_groups(worksheet, downloaded)
    by_number = _match_participants(worksheet, downloaded)
    found = by_group or by_number
    rows: dict[int, Result] = {}
    for student_id, places in found.items():
        result = next(one for one in downloaded if one.student.id == student_id)
        for row in places:
            if row in rows:
                raise InputError(
                    msg(
                        "%(path)s cannot be filled in: row %(row)d belongs to two results, %(one)s and "
                        "%(other)s; delete the older one of students/ in the output folder.",
                        path=path,
                        row=row + 1,
                        one=rows[row].student.id,
                        other=student_id,
                    )
                )
            rows[row] = result
    if not rows:
        raise InputError(
            msg(
                "%(path)s cannot be filled in: none of its participants (row 2: %(participant)s) handed in a "
                "submission that was graded here; download the worksheet of the same assignment.",
                path=path,
                participant=repr(worksheet.sheet.rows[1][0].text),
            )
        )
    unmatched = tuple(one for one in results if one.student.id not in found)
    return Matching(rows, unmatched, bool(by_group))


def _match_participants(worksheet: MoodleWorksheet, results: Sequence[Result]) -> dict[str, list[int]]:
    """Returns the row of each result by its number.

    The number of a group can equal that of a participant, so the name must agree, unless it is one that all
    share in anonymous marking.
    """
    places = {participant: row for row, participant in enumerate(worksheet.participants, 1)}
    names = {_name_of(result) for result in results}
    shared = names if len(names) == 1 < len(results) else set()
    anonymous = shared | {_make_key(worksheet.prefix)}
    return {
        result.student.id: [row]
        for result in results
        if (row := places.get(_participant_of(result))) is not None
        and (_name_of(result) in anonymous or _agree(_name_of(result), _name_in(worksheet, row)))
    }


def _match_groups(worksheet: MoodleWorksheet, results: Sequence[Result]) -> dict[str, list[int]]:
    """Returns the rows of the members of each group, or nothing if students handed in alone."""
    counts = Counter(_name_of(result) for result in results)
    best: dict[str, list[int]] = {}
    for column in range(2, worksheet.columns.grade):
        members: dict[str, list[int]] = defaultdict(list)
        for row, text in enumerate(worksheet.sheet.column(column), 1):
            members[_make_key(text)].append(row)
        # Two groups whose names differ in signs alone cannot be told apart.
        single = (result for result in results if _name_of(result) and counts[_name_of(result)] == 1)
        found = {one.student.id: members[_name_of(one)] for one in single if _name_of(one) in members}
        best = max(best, found, key=len)
    return best if len(best) > len(_match_participants(worksheet, results)) else {}


def _name_of(result: Result) -> str:
    return _make_key((result.origin and result.origin.name) or "")


def _participant_of(result: Result) -> str:
    return (result.origin and result.origin.participant) or ""


def _name_in(worksheet: MoodleWorksheet, row: int) -> str:
    return _make_key(worksheet.sheet.rows[row][1].text)


def _agree(name: str, cell: str) -> bool:
    """Returns True if two names are equal, or one has an addition such as "suspended"."""
    return name == cell or not name or (bool(cell) and (cell.startswith(name) or name.startswith(cell)))


def _make_key(text: str) -> str:
    """Returns the letters, digits and symbols of a name, since Moodle leaves out signs in names of files."""
    plain = html.unescape(re.sub(r"<[^>]*>", "", text))
    folded = unicodedata.normalize("NFKC", plain).casefold()
    return "".join(char for char in folded if unicodedata.category(char)[0] in "LNM" or ord(char) > 0xFFFF)
