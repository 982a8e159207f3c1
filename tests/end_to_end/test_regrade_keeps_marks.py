"""A class that is graded, marked by hand, and graded again."""

from __future__ import annotations

import contextlib
import csv
import json
from pathlib import Path

from commands import bareme
from courses import make_course

from bareme.grading.release import release_files
from bareme.reports.output import Pages, read_results, write_pages
from bareme.results.mark_store import MarkStore
from bareme.results.marks import Mark, digest_answer
from bareme.results.result import WrittenAnswer, read_result


def hand_in(course: Path, folder: Path, student: str, answer: str) -> None:
    """Writes the template with this answer in it."""
    files = release_files(make_course(course).assignment("line"))
    notebook = json.loads(files["line.ipynb"])
    (cell,) = [cell for cell in notebook["cells"] if "Why squares?" in "".join(cell["source"])]
    cell["source"] = answer
    (folder / f"{student}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")


def answers(out: Path) -> dict[str, WrittenAnswer]:
    return {result.student.id: result.written[0] for result in read_results(out)}


def save(out: Path, student: str, points: float, answer: str) -> None:
    with contextlib.closing(MarkStore(out, create=True)) as store:
        store.save(student, "why", Mark(1, points, f"For {student}.", (), digest_answer(answer)))


def test_marks_given_by_hand_outlive_a_regrade_and_say_where_the_answer_changed(tmp_path: Path) -> None:
    course, out, source = tmp_path / "course", tmp_path / "out", tmp_path / "class"
    source.mkdir()
    for student, answer in (("ada", "Normal noise."), ("bob", "Normal noise."), ("zoe", "No idea.")):
        hand_in(course, source, student, answer)
    command = ("grade", "line", source, "-o", out, "--course", course)
    assert bareme(*command).returncode == 0
    assert {answer.status for answer in answers(out).values()} == {"pending"}

    # As a server does that is killed right after: the database alone knows.
    save(out, "ada", 1.0, "Normal noise.")
    save(out, "zoe", 0.5, "No idea.")
    write_pages(out, Pages((Path(__file__).parents[2] / "templates",)))
    assert read_result(out / "students" / "ada" / "result.json").written[0].score == 1.0
    assert "For ada." in (out / "students" / "ada" / "feedback.html").read_text("utf-8")

    # Another suite, so that all is graded again, and another answer of one.
    hand_in(course, source, "zoe", "Because the noise is normal.")
    suite = course / "graders" / "line" / "test_hidden.py"
    suite.write_text(suite.read_text("utf-8") + "\n# another suite\n", encoding="utf-8")
    done = bareme(*command)
    assert done.returncode == 0
    assert "1 answer changed since it was marked; `bareme mark` shows which.\n" in done.stdout
    found = answers(out)
    assert {student: (one.status, one.score, one.changed) for student, one in found.items()} == {
        "ada": ("marked", 1.0, False),
        # The same file as that of ada, but nobody has marked it.
        "bob": ("pending", 0.0, False),
        "zoe": ("marked", 0.5, True),
    }
    assert read_result(out / "students" / "zoe" / "result.json").written[0] == found["zoe"]
    assert "changed after it was marked" in (out / "students" / "zoe" / "feedback.html").read_text("utf-8")
    with (out / "gradebook.csv").open(newline="", encoding="utf-8") as stream:
        rows = {row["student_id"]: row for row in csv.DictReader(stream)}
    assert [(rows[who]["why"], rows[who]["pending"]) for who in ("ada", "bob", "zoe")] == [
        ("1", "0"),
        ("", "1"),
        ("0.5", "0"),
    ]
