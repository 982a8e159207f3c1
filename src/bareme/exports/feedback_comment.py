"""The few lines on a result that fit into a cell of a worksheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from bareme.errors import InputError
from bareme.files import FileWriter
from bareme.i18n.catalogs import localized, translations
from bareme.i18n.messages import Message, localized_number, msg
from bareme.i18n.plain_text import plain_line
from bareme.results.result import ExerciseScore, Result, WrittenAnswer

__all__ = ["copy_page", "write_comment_lines"]


def write_comment_lines(result: Result, page: str) -> tuple[str, ...]:
    """Returns the grade, the points of each exercise and the name of the page, in the student's language."""
    catalogue = translations(result.language)
    lines = (*_list_lines(result), msg("Details: %(page)s", page=page))
    return tuple(line.render(catalogue) for line in lines)


def copy_page(pages: Mapping[str, Path], student_id: str) -> FileWriter:
    """Returns a function that copies the feedback page of a student.

    It raises ``InputError`` if there is no page.
    """

    def write(stream: BinaryIO) -> None:
        path = pages[student_id]
        try:
            content = path.read_bytes()
        except OSError as error:
            raise InputError(
                msg(
                    "%(path)s cannot be read (%(reason)s); run `bareme report` on that folder first.",
                    path=path,
                    reason=error.strerror,
                )
            ) from error
        stream.write(content)

    return write


def _list_lines(result: Result) -> Iterator[Message]:
    low, high = (localized_number(f"{grade:.4g}") for grade in result.grade_range)
    scale = localized_number(f"{result.scale:g}")
    yield msg("Grade: %(grade)s of %(scale)s", grade=low, scale=scale)
    if low != high:
        yield msg("Provisional, up to %(grade)s: not all answers are marked yet.", grade=high)
    decided = [one for one in result.written if one.status != "pending"]
    parts: list[ExerciseScore | WrittenAnswer] = [*result.exercises, *decided]
    for part in parts:
        yield msg(
            "%(title)s: %(score)s of %(most)s points",
            title=plain_line(localized(part.title, result.language, part.id)),
            score=localized_number(f"{part.score:.4g}"),
            most=localized_number(f"{part.max_score:.4g}"),
        )
