"""A batch: its files, resuming, identical files, failures of bareme itself."""

from __future__ import annotations

import csv
import json
import os
import sys
from pathlib import Path

import pytest
from commands import assert_one_sentence, bareme
from courses import make_course
from suite_sources import check

RIGHT = """
def predict(x, slope, offset=0):
    return slope * x + offset

def fit(x, y):
    return float(x @ y / (x @ x))
"""
WRONG = RIGHT.replace("+ offset", "- offset")


@pytest.fixture
def course(tmp_path):
    return make_course(tmp_path / "course").root


def write_class(folder: Path, **files: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / f"{name}.py").write_text(content)
    return folder


def grade(course: Path, source: Path, out: Path, *more: str):
    return bareme("grade", "line", source, "-o", out, "--course", course, *more)


def gradebook(out: Path) -> dict[str, dict[str, str]]:
    with (out / "gradebook.csv").open(newline="", encoding="utf-8") as stream:
        return {row["student_id"]: row for row in csv.DictReader(stream)}


def result(out: Path, student: str) -> dict[str, object]:
    return json.loads((out / "students" / student / "result.json").read_text())


def test_a_batch_writes_what_the_contract_names(tmp_path, course):
    out = tmp_path / "out"
    done = grade(course, write_class(tmp_path / "class", ada=RIGHT, bob=WRONG), out)
    assert done.returncode == 0, done.stderr
    written = {str(path.relative_to(out)) for path in out.rglob("*") if path.is_file()}
    pages = {f"students/{who}/{name}" for who in ("ada", "bob") for name in _FILES}
    assert written == {"gradebook.csv", "class.html", *pages}
    rows = gradebook(out)
    # predict is worth 2 and fit 3; the question of 1 point was not answered: 5 of 6 on a scale of 20.
    assert (rows["ada"]["score"], rows["ada"]["max_score"]) == ("5", "6")
    assert float(rows["ada"]["grade"]) == pytest.approx(20 * 5 / 6, abs=1e-3)
    assert (rows["bob"]["predict"], rows["bob"]["fit"]) == ("0", "3")


_FILES = ("result.json", "feedback.html", "notebook.ipynb")


def test_the_same_command_again_grades_only_what_changed(tmp_path, course):
    source, out = write_class(tmp_path / "class", ada=RIGHT, bob=WRONG), tmp_path / "out"
    grade(course, source, out)
    before = {who: (out / "students" / who / "result.json").stat().st_mtime_ns for who in ("ada", "bob")}
    write_class(source, bob=RIGHT)
    done = grade(course, source, out)
    assert "1 unchanged since the last run, and not graded again.\n" in done.stdout
    after = {who: (out / "students" / who / "result.json").stat().st_mtime_ns for who in ("ada", "bob")}
    assert after["ada"] == before["ada"]
    assert after["bob"] > before["bob"]
    assert gradebook(out)["bob"]["score"] == "5"


def test_a_changed_suite_is_graded_again(tmp_path, course):
    source, out = write_class(tmp_path / "class", ada=WRONG), tmp_path / "out"
    grade(course, source, out)
    suite = course / "graders" / "line" / "test_public.py"
    suite.write_text(suite.read_text().replace("7.0", "6.0 + 1.0"))
    first = (out / "students" / "ada" / "result.json").stat().st_mtime_ns
    grade(course, source, out)
    assert (out / "students" / "ada" / "result.json").stat().st_mtime_ns > first


def test_identical_files_get_the_same_result_under_their_own_names(tmp_path, course):
    out = tmp_path / "out"
    grade(course, write_class(tmp_path / "class", ada=WRONG, bob=WRONG), out)
    ada, bob = result(out, "ada"), result(out, "bob")
    assert bob["student"]["id"] == "bob"
    assert bob["file"]["name"] == "bob.py"
    assert ada["checks"] == bob["checks"]
    assert (out / "students" / "bob" / "feedback.html").exists()


def test_one_unreadable_file_does_not_end_the_batch(tmp_path, course):
    source, out = write_class(tmp_path / "class", ada=RIGHT), tmp_path / "out"
    (source / "broken.ipynb").write_text("not a notebook")
    done = grade(course, source, out)
    assert done.returncode == 0, done.stderr
    assert gradebook(out)["ada"]["score"] == "5"
    row = gradebook(out)["broken"]
    assert (row["status"], row["score"], row["grade"]) == ("unreadable", "", "")
    assert "broken.ipynb" in str(result(out, "broken")["notes"][0]["params"])
    assert result(out, "broken")["checks"] == []
    assert "bareme: broken: 'broken.ipynb' is not a notebook" in done.stderr


def test_a_given_function_that_was_deleted_costs_nothing(tmp_path, course):
    given = '# %%\ndef twice(x):\n    """Given."""\n    return 2 * x\n\n\n# %% exercise="fit"'
    solution = course / "solutions" / "line.py"
    solution.write_text(solution.read_text().replace('# %% exercise="fit"', given))
    suite = course / "graders" / "line" / "test_public.py"
    suite.write_text(suite.read_text().replace("student.predict(2.0,", "student.predict(student.twice(1.0),"))
    out = tmp_path / "out"
    grade(course, write_class(tmp_path / "class", ada=RIGHT), out)
    assert gradebook(out)["ada"]["score"] == "5"
    assert result(out, "ada")["notes"][0]["params"] == {"name": "twice"}


def test_a_suite_with_a_bug_leaves_the_check_undetermined_and_exits_with_3(tmp_path, course):
    suite = course / "graders" / "line" / "test_hidden.py"
    suite.write_text(suite.read_text().replace("x = np.array", "x = np.arrray"))
    out = tmp_path / "out"
    done = grade(course, write_class(tmp_path / "class", ada=RIGHT), out)
    assert done.returncode == 3
    row = gradebook(out)["ada"]
    assert (row["status"], row["grade"]) == ("undetermined", "")


def test_a_worker_that_dies_leaves_its_submission_undetermined(tmp_path, course):
    suite = course / "graders" / "line" / "test_hidden.py"
    # A crash of the trusted process itself, when it grades one submission only.
    crash = (
        "    if student.predict(1.0, 1.0, 1.0) == 0.0:\n        import os\n        os.kill(os.getpid(), 9)\n"
    )
    suite.write_text(suite.read_text().replace("    x = np", crash + "    x = np"))
    out = tmp_path / "out"
    done = grade(course, write_class(tmp_path / "class", ada=RIGHT, bob=WRONG), out)
    assert done.returncode == 3
    rows = gradebook(out)
    assert (rows["ada"]["status"], rows["bob"]["status"]) == ("graded", "undetermined")
    assert rows["ada"]["score"] == "5"


def test_fail_under_exits_with_1(tmp_path, course):
    source = write_class(tmp_path / "class", ada=RIGHT)
    assert grade(course, source, tmp_path / "out", "--fail-under", "10").returncode == 0
    done = grade(course, source, tmp_path / "out", "--fail-under", "19")
    assert done.returncode == 1
    assert "bareme: ada has at most 16.67, below 19.\n" in done.stderr  # 5 of 6 points


def test_report_renders_the_same_pages_from_the_results_alone(tmp_path, course):
    out = tmp_path / "out"
    grade(course, write_class(tmp_path / "class", ada=RIGHT, bob=WRONG), out)
    pages = [out / "class.html", *(out / "students" / who / "feedback.html" for who in ("ada", "bob"))]
    before = [page.read_bytes() for page in pages]
    for page in pages:
        page.unlink()
    done = bareme("report", out, "--course", course)
    assert done.returncode == 0, done.stderr
    assert [page.read_bytes() for page in pages] == before


def test_report_against_an_earlier_batch_says_whose_grade_changed(tmp_path, course):
    old, new = tmp_path / "old", tmp_path / "new"
    grade(course, write_class(tmp_path / "first", ada=RIGHT, bob=WRONG), old)
    grade(course, write_class(tmp_path / "second", ada=RIGHT, bob=RIGHT), new)
    done = bareme("report", new, "--against", old, "--course", course)
    assert done.returncode == 0, done.stderr
    page = (new / "class.html").read_text("utf-8")
    assert "1 grade of 2 changed: 1 rose, 0 fell." in page
    assert "1 student handed in another file." in page
    assert_one_sentence(bareme("report", new, "--against", tmp_path / "none", "--course", course), "none")


def test_check_exits_with_1_when_a_public_check_fails_and_shows_no_hidden_one(tmp_path, course):
    source = write_class(tmp_path / "class", ada=RIGHT, bob=WRONG)
    right = bareme("check", source / "ada.py", "-a", "line", "--course", course)
    wrong = bareme("check", source / "bob.py", "-a", "line", "--course", course)
    assert (right.returncode, wrong.returncode) == (0, 1)
    assert "predict multiplies and adds" in wrong.stdout
    assert "fit finds the slope" not in wrong.stdout


def test_check_works_with_what_a_student_has_alone(tmp_path, course):
    done = bareme("release", "--course", course)
    assert done.returncode == 0
    assert "line: 'multiply, then add' stays English in line.fr.ipynb;" in done.stdout
    folder = tmp_path / "handed-out"
    (course / "assignments" / "line").rename(folder)
    (folder / "line.py").write_text(WRONG)
    done = bareme("check", folder / "line.py", cwd=tmp_path)
    assert done.returncode == 1, done.stderr
    assert "predict multiplies and adds" in done.stdout


def test_export_writes_junit_xml(tmp_path, course):
    import xml.etree.ElementTree as ElementTree

    out = tmp_path / "out"
    grade(course, write_class(tmp_path / "class", ada=RIGHT, bob=WRONG), out)
    done = bareme("export", out, "--to", "junit")
    assert done.returncode == 0, done.stderr
    root = ElementTree.parse(done.stdout.strip()).getroot()
    failures = [case.get("name") for case in root.iter("testcase") if case.find("failure") is not None]
    assert len(failures) == 1


def test_isolation_is_recorded_and_the_weaker_level_is_announced(tmp_path, course):
    out = tmp_path / "out"
    done = grade(course, write_class(tmp_path / "class", ada=RIGHT), out, "--isolation", "limits")
    assert result(out, "ada")["isolation"] == "limits"
    assert [line for line in done.stderr.splitlines() if "'limits'" in line]


UNGUARDED = """
    answer = student.predict(1.0, 1.0)
    assert (answer - np.zeros((1, 400))).sum() == 0
"""


@pytest.mark.skipif(sys.platform != "linux", reason="no other system limits the memory of a process")
def test_what_takes_too_much_memory_to_compare_is_the_students_error(tmp_path, course):
    """The comparison needs 12,000,000 x 400 x 8 bytes = 38 GB."""
    suite = course / "graders" / "line" / "test_hidden.py"
    suite.write_text(suite.read_text() + check("test_unguarded", '"predict"', UNGUARDED.strip()))
    bomb = RIGHT.replace("return slope * x + offset", "return np.ones((12_000_000, 1), np.int8)")
    out = tmp_path / "out"
    done = grade(course, write_class(tmp_path / "class", ada=RIGHT, bob="import numpy as np\n" + bomb), out)
    assert done.returncode == 0, done.stderr
    (unguarded,) = (one for one in result(out, "bob")["checks"] if one["id"] == "test_unguarded")
    assert unguarded["status"] == "error"
    assert unguarded["message"]["params"] == {"size": 4096}


@pytest.mark.parametrize("umask", [0o000, 0o022], ids=oct)
def test_what_a_batch_writes_is_for_those_whom_the_umask_allows(tmp_path, course, umask):
    source, out = write_class(tmp_path / "class", ada=RIGHT), tmp_path / "out"
    before = os.umask(umask)
    try:
        done = grade(course, source, out)
    finally:
        os.umask(before)
    assert done.returncode == 0, done.stderr
    modes = {path.relative_to(out).as_posix(): path.stat().st_mode & 0o777 for path in out.rglob("*")}
    student = "students/ada"
    assert modes == {
        **dict.fromkeys(("students", student), 0o777 & ~umask),
        **dict.fromkeys(("gradebook.csv", "class.html"), 0o666 & ~umask),
        **dict.fromkeys((f"{student}/feedback.html", f"{student}/notebook.ipynb"), 0o666 & ~umask),
        f"{student}/result.json": 0o640 & ~umask,
    }
