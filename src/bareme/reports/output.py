"""Reads and writes the results, pages and gradebook of a batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bareme.errors import InputError, describe_failure
from bareme.exports.gradebook import render_gradebook
from bareme.files import PRIVATE_MODE, write_text_atomic
from bareme.i18n.catalogs import SOURCE_LANGUAGE
from bareme.i18n.messages import Message, msg
from bareme.reports.class_report import render_class_report
from bareme.reports.fallback_page import render_fallback_page
from bareme.reports.student_page import render_student_page
from bareme.results.mark_store import lock_marks, read_marks
from bareme.results.marks import with_marks
from bareme.results.result import RESULT_FILE, Result, read_result, revised

__all__ = [
    "CLASS_REPORT",
    "FEEDBACK_PAGE",
    "GRADEBOOK",
    "NOTEBOOK",
    "Pages",
    "add_note",
    "read_results",
    "refresh_student",
    "student_folder",
    "write_class_files",
    "write_files",
    "write_pages",
]

CLASS_REPORT: Final = "class.html"
FEEDBACK_PAGE: Final = "feedback.html"
GRADEBOOK: Final = "gradebook.csv"
NOTEBOOK: Final = "notebook.ipynb"


@dataclass(frozen=True)
class Pages:
    """Settings of pages; without a language, each page follows the student's template."""

    template_folders: tuple[Path, ...]
    language: str | None = None
    default_language: str = SOURCE_LANGUAGE
    """Language of the class report where ``language`` is None."""


def write_class_files(
    results: Sequence[Result], out: Path, pages: Pages, before: Sequence[Result] = ()
) -> None:
    """Writes the gradebook and the class report, with the current marks.

    ``before`` holds the results of an earlier batch; the report then shows the changes.
    """
    with lock_marks(out) as marks:
        settled = [with_marks(result, marks) for result in results]
        write_text_atomic(out / GRADEBOOK, render_gradebook(settled))
        report = render_class_report(
            settled,
            language=pages.language or pages.default_language,
            template_folders=pages.template_folders,
            before=before,
        )
        write_text_atomic(out / CLASS_REPORT, report)


def write_pages(out: Path, pages: Pages, before: Sequence[Result] = ()) -> tuple[Result, ...]:
    """Renders every page of a batch again.

    ``before`` holds the results of an earlier batch to compare with.

    Raises:
        InputError: there are no results, one of them cannot be read, or the earlier ones are of another
            assignment.
    """
    results = tuple(
        refresh_student(out, result.student.id, pages, always=True) for result in read_results(out)
    )
    write_class_files(results, out, pages, before)
    return results


def refresh_student(out: Path, student_id: str, pages: Pages, *, always: bool = False) -> Result:
    """Applies the current marks to the files of a student.

    Args:
        out: the folder of the batch.
        student_id: of a result in this folder.
        pages: settings of the page.
        always: render the page even if nothing changed.

    Raises:
        InputError: the result cannot be read, or the files cannot be written.
    """
    with lock_marks(out) as marks:
        before = read_result(student_folder(out, student_id) / RESULT_FILE)
        result = with_marks(before, marks)
        if result is not before:
            result = write_files(result, out, pages)
        elif always:
            _write_student_page(result, out, pages)
    return result


def read_results(out: Path) -> tuple[Result, ...]:
    """Reads the results of a batch and applies the current marks.

    Raises:
        InputError: there are none, or one of them cannot be read.
    """
    paths = sorted(out.glob(f"students/*/{RESULT_FILE}"))
    if not paths:
        raise InputError(
            msg(
                "%(out)s holds no results (students/*/%(file)s); name the folder that `bareme "
                "grade -o` wrote.",
                out=out,
                file=RESULT_FILE,
            )
        )
    marks = read_marks(out)
    return tuple(with_marks(read_result(path), marks) for path in paths)


def student_folder(out: Path, student_id: str) -> Path:
    """Returns the folder of one student."""
    return out / "students" / student_id


def _write_student_page(result: Result, out: Path, pages: Pages) -> Message | None:
    """Writes the page of a student, or a plain fallback.

    Returns:
        The problem of the page where it is a fallback.

    Raises:
        InputError: a template is at fault, or the file cannot be written.
    """
    language, problem = pages.language or result.language, None
    try:
        page = render_student_page(result, language=language, template_folders=pages.template_folders)
    except InputError:
        raise
    except Exception as error:
        problem = msg(
            "The feedback page could not be made (%(reason)s); the marks are not affected.",
            reason=describe_failure(error),
        )
        page = render_fallback_page(result, problem, language)
    write_text_atomic(student_folder(out, result.student.id) / FEEDBACK_PAGE, page)
    return problem


def write_files(result: Result, out: Path, pages: Pages) -> Result:
    """Writes the page, then the result with any problem of the page."""
    problem = _write_student_page(result, out, pages)
    if problem is not None:
        result = add_note(result, problem)
    write_text_atomic(student_folder(out, result.student.id) / RESULT_FILE, result.to_json(), PRIVATE_MODE)
    return result


def add_note(result: Result, note: Message) -> Result:
    """Returns the result with a note in every language; its outcomes stay."""
    if note in result.notes:
        return result
    return revised(result, notes=(*result.notes, note))
