"""Marks go from the archive of Canvas back into Canvas, read as its importer reads them."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from sample_results import perfect_result, sample_result, undetermined_result

from bareme.errors import InputError
from bareme.exports import EXPORTERS, Batch
from bareme.files import write_files_atomic
from bareme.results.result import Result, StudentRecord
from bareme.submissions.handout import Handout
from bareme.submissions.intake import collect

FILES = (
    "lovelaceada_101_9001_neuron.ipynb",
    "van_dyckjan_LATE_102_9002_work_2.ipynb",
    "goedelkurt_104_text.html",
)
HEADER = "Student,ID,SIS User ID,SIS Login ID,Section,A single neuron (55),Quiz (56),Current Score\n"
POINTS = "    Points Possible,,,,,50,10,(read only)\n"
ROWS = (
    '"Lovelace, Ada",101,s1,=ada,"L1, L2",,7,81.5\n'
    '"Van Dyck, Jan",102,s2,jan,L1,12,,\n'
    '"Turing, Alan",103,s3,alan,L1,30,5,60\n'
)
MANUAL = ",,,,,Manual Posting,,\n"
BOOK = "\ufeff" + HEADER + MANUAL + POINTS + ROWS


def collect_results(folder: Path) -> list[Result]:
    archive = folder / "submissions.zip"
    with zipfile.ZipFile(archive, "w") as content:
        for name in FILES:
            content.writestr(name, f'{{"cells": [], "who": "{name}"}}')
    intake = collect([archive], ("ipynb", "py"), Handout("neuron"))
    graded = [
        perfect_result(
            student=StudentRecord(id=item.student_id, name=item.name),
            origin=item.origin,
            grade=10.125 + place,
        )
        for place, item in enumerate(intake.submissions)
    ]
    [missing] = intake.missing
    record = StudentRecord(id=missing.student_id, name=missing.name)
    return [*graded, undetermined_result(student=record, origin=missing.origin, pending=0.0, written=())]


def export(
    results: list[Result], book: str | bytes, folder: Path, provisional: bool = False
) -> tuple[str, dict[str, bytes], str]:
    path = folder / "downloaded.csv"
    path.write_bytes(book if isinstance(book, bytes) else book.encode("utf-8"))
    pages = {}
    for result in results:
        pages[result.student.id] = folder / f"{result.student.id}.html"
        pages[result.student.id].write_text(result.student.id)
    done = EXPORTERS["canvas"].write(Batch(tuple(results), pages, path, provisional))
    write_files_atomic({folder / name: write for name, write in done.files.items()})
    with zipfile.ZipFile(folder / "canvas-feedback.zip") as archive:
        feedback = {name: archive.read(name) for name in archive.namelist()}
    return (folder / "canvas-grades.csv").read_bytes().decode("utf-8"), feedback, "\n".join(done.remarks)


def import_book(text: str) -> dict[tuple[int, int], float]:
    """Returns the scores by student and assignment, as lib/gradebook_importer.rb reads them."""
    first = text.removeprefix("\ufeff").splitlines()[:3]
    counts = {sign: {len(next(csv.reader([line], delimiter=sign))) for line in first} for sign in ";,"}
    separator = ";" if len(counts[";"]) == 1 and max(counts[";"]) > max(counts[","]) else ","
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=separator))
    header = rows[0]
    assert "Student" in header[0]
    assert "ID" in header[1]
    assert "Section" in header
    scores = {}
    for row in rows[1:]:
        if "Points Possible" in row[0] or all(
            re.fullmatch(r"\s*(Manual Posting.*)?\s*", cell) for cell in row
        ):
            continue
        for place, title in enumerate(header):
            found = re.fullmatch(r".* \((\d+)\)", title)
            if found and row[place].strip() not in ("", "-", "EX"):
                scores[int(row[1]), int(found[1])] = float(row[place].replace(",", "."))
    return scores


def test_a_round_trip(tmp_path: Path) -> None:
    results = collect_results(tmp_path)
    assert [result.status for result in results] == ["graded", "graded", "undetermined"]
    text, feedback, printed = export(results, BOOK, tmp_path)
    # By hand: 10.125 and 11.125 of 20 are 25.3125 and 27.8125 of 50, rounded to two decimals.
    assert import_book(text) == {
        (101, 55): 25.31,
        (102, 55): 27.81,
        (103, 55): 30.0,
        (101, 56): 7.0,
        (103, 56): 5.0,
    }
    assert "out of 20 are written out of 50: times 2.5" in printed
    assert "2 rows have a new grade; 1 other rows" in printed
    names = {"lovelaceada_101_9001_feedback.html", "van_dyckjan_LATE_102_9002_feedback.html"}
    assert set(feedback) == names
    assert feedback["lovelaceada_101_9001_feedback.html"] == results[0].student.id.encode()


def test_no_other_byte_changes(tmp_path: Path) -> None:
    text, _, _ = export(collect_results(tmp_path), BOOK.replace("\n", "\r\n"), tmp_path)
    undone = text.replace('"L1, L2",25.31,', '"L1, L2",,').replace("L1,27.81,", "L1,12,")
    assert undone == BOOK.replace("\n", "\r\n")


def test_a_gradebook_with_semicolons_and_one_assignment(tmp_path: Path) -> None:
    book = "Student;ID;Section;Lab 3 (55)\nPoints Possible;;;20,0\nAda;101;L1;12,5\nJan;102;L1;EX\n"
    text, _, printed = export(collect_results(tmp_path), book, tmp_path)
    assert import_book(text) == {(101, 55): 10.13}
    assert "Excused in Canvas, and left so: van_dyckjan_102" in printed


def test_provisional_grades_are_refused_unless_asked_for(tmp_path: Path) -> None:
    results = [sample_result(student=item.student, origin=item.origin) for item in collect_results(tmp_path)]
    with pytest.raises(InputError, match="provisional"):
        export(results, BOOK, tmp_path)
    text, _, _ = export(results, BOOK, tmp_path, provisional=True)
    assert import_book(text)[101, 55] == 8.33


def test_a_name_in_the_archive_is_one_that_canvas_wrote(tmp_path: Path) -> None:
    results = collect_results(tmp_path)
    assert results[0].origin
    odd = results[0].origin.model_copy(update={"folder": "../x_101_9001_a.ipynb"})
    _, feedback, _ = export([results[0].model_copy(update={"origin": odd}), results[1]], BOOK, tmp_path)
    assert list(feedback) == ["van_dyckjan_LATE_102_9002_feedback.html"]


Change = Callable[[str], str | bytes]
BAD: dict[str, tuple[Change, str]] = {
    "another course": (lambda book: re.sub(r",10(\d),", r",77\1,", book), "none of its students"),
    "Latin 1": (lambda book: book.replace("Ada", "Zoé")[1:].encode("latin-1"), "line 4 is not in UTF-8"),
    "tabs": (lambda book: book.replace(",", "\t"), "not separated by ',' / ';'"),
    "a short row": (lambda book: book.replace("jan,L1,12,,", "jan,L1,12,"), "row 5 has 7 cells"),
    "no points": (lambda book: book.replace(POINTS, ""), "in row 1, the points of the assignment are ''"),
    "0 points": (lambda book: book.replace(",50,10,", ",0,10,"), "in row 3, .*'0' and not a number above 0"),
    "read only": (
        lambda book: book.replace(",50,10,", ",(read only),10,"),
        "'\\(read only\\)' and not a number",
    ),
    "two labs": (
        lambda book: book.replace("A single neuron (55)", "Lab (55)"),
        "not exactly one is named 'A single neuron'",
    ),
    "no gradebook": (lambda book: book.replace("Section", "Group"), "has no ID and no Section"),
    "a double": (lambda book: book.replace(",102,", ",101,"), "student '101' is in two rows"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_gradebook_that_does_not_fit_is_one_sentence(case: str, tmp_path: Path) -> None:
    change, words = BAD[case]
    with pytest.raises(InputError, match=rf"downloaded\.csv cannot be filled in: .*{words}.*; .* "):
        export(collect_results(tmp_path), change(BOOK), tmp_path)
    assert not list(tmp_path.glob("canvas-*"))
