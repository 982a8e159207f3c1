"""Two markers at once, and one of all that take part killed in the middle: nothing acknowledged is lost."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest
from marking_server import (
    QUESTIONS,
    Server,
    make_written_course,
    start_server,
    write_results,
    written_result,
)

from bareme.reports.output import read_results
from bareme.results.mark_store import read_marks
from bareme.results.marks import Mark

STUDENTS = 25
ANSWERS = STUDENTS * len(QUESTIONS)

Answer = tuple[str, str]
"""Question and key."""


@pytest.fixture
def batch(tmp_path: Path) -> tuple[Path, Path]:
    make_written_course(tmp_path / "course")
    write_results(
        tmp_path / "out",
        *(
            written_result(f"student-{k:02d}", **{name: f"{name}: my answer {k}" for name in QUESTIONS})
            for k in range(STUDENTS)
        ),
    )
    return tmp_path / "out", tmp_path / "course"


def start_marker(server: Server, name: str, points: float, *questions: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [
            sys.executable,
            Path(__file__).with_name("marker.py"),
            server.address,
            name,
            str(points),
            *questions,
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def let_go(*markers: subprocess.Popen[str]) -> None:
    for marker in markers:
        assert marker.stdin is not None
        marker.stdin.write("go\n")
        marker.stdin.flush()


def read_lines(marker: subprocess.Popen[str], most: int = ANSWERS) -> list[list[str]]:
    """Returns what a marker says next: a word, question, key, and whose mark stands."""
    assert marker.stdout is not None
    lines = []
    while len(lines) < most and (line := marker.stdout.readline()):
        lines.append(line.split())
    return lines


def saved(lines: list[list[str]]) -> set[Answer]:
    return {(question, key) for word, question, key, *_ in lines if word == "saved"}


def by_comment(marks: dict[tuple[str, str], Mark]) -> dict[Answer, tuple[str, float | None]]:
    """Returns for each answer, under its key of the server, who marked it and the points."""
    found = {}
    for (_, question), mark in marks.items():
        name, _, about, _, key = mark.comment.split()
        assert about == question
        found[question, key] = (name, mark.points)
    return found


def assert_all_is_final(out: Path, marks: dict[tuple[str, str], Mark]) -> None:
    """Asserts that results on disk and the gradebook hold these marks, and that nothing waits."""
    for path in (out / "students").iterdir():
        assert (path / "feedback.html").exists()
    for result in read_results(out):
        stored = (out / "students" / result.student.id / "result.json").read_text("utf-8")
        assert stored == result.to_json()
        assert result.pending == 0
        for answer in result.written:
            mark = marks[result.student.id, answer.id]
            assert (answer.status, answer.score, answer.comment) == ("marked", mark.points, mark.comment)
    with (out / "gradebook.csv").open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == STUDENTS
    for row in rows:
        assert row["pending"] == "0"
        assert [float(row[name]) for name in QUESTIONS] == [
            marks[row["student_id"], n].points for n in QUESTIONS
        ]


def test_two_markers_at_once_lose_nothing_when_one_is_killed(batch) -> None:
    out, course = batch
    server = start_server(out, course)
    anna = start_marker(server, "anna", 1, *QUESTIONS)
    bert = start_marker(server, "bert", 2.5, *reversed(QUESTIONS))
    let_go(anna, bert)
    of_bert = read_lines(bert, 30)
    bert.kill()
    of_bert += read_lines(bert)
    of_anna = read_lines(anna)
    assert (anna.wait(), bert.wait()) == (0, -9)

    assert len(of_anna) == ANSWERS
    assert saved(of_bert)
    # What both wanted to mark, one did, and the other was told so.
    assert saved(of_anna) & saved(of_bert) == set()
    conflicts = {(question, key) for word, question, key, *_ in of_anna if word == "conflict"}
    assert saved(of_bert) <= conflicts
    assert {whose for word, *_, whose in of_anna if word == "conflict"} == {"bert"}

    assert "100 of 100 answers are marked" in server.stop()
    marks = dict(read_marks(out))
    expected = dict.fromkeys(saved(of_anna), ("anna", 1.0)) | dict.fromkeys(conflicts, ("bert", 2.5))
    assert by_comment(marks) == expected
    assert len(expected) == ANSWERS
    assert_all_is_final(out, marks)


def test_what_was_acknowledged_is_there_when_the_server_was_killed(batch) -> None:
    out, course = batch
    server = start_server(out, course)
    anna = start_marker(server, "anna", 1, *QUESTIONS)
    let_go(anna)
    before = read_lines(anna, 40)
    server.process.kill()
    before += read_lines(anna)
    acknowledged = saved(before)
    assert len(acknowledged) >= 40
    assert anna.wait() == (0 if len(acknowledged) == ANSWERS else 1)
    assert server.process.wait() == -9
    assert acknowledged <= by_comment(dict(read_marks(out))).keys()

    # The next server stands where the killed one stood, and has put the marks into the results.
    again = start_server(out, course)
    assert again.address == server.address
    scores = {
        (result.student.id, answer.id): answer.score
        for result in read_results(out)
        for answer in result.written
        if answer.status == "marked"
    }
    assert scores == {answer: mark.points for answer, mark in read_marks(out).items()}
    gradebook = (out / "gradebook.csv").read_text("utf-8")
    assert gradebook.count("\n") == STUDENTS + 1

    # A page that stayed open sends everything again: what was saved is not saved twice.
    anna = start_marker(again, "anna", 1, *QUESTIONS)
    let_go(anna)
    assert len(saved(read_lines(anna))) == ANSWERS
    again.stop()
    marks = dict(read_marks(out))
    assert {mark.version for mark in marks.values()} == {1}
    assert_all_is_final(out, marks)
