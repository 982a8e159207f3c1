"""`bareme similar`: one page, one sentence for bad input, and nothing else is touched."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from courses import make_course
from end_to_end.commands import assert_one_sentence, bareme
from marking.marking_server import write_results

from bareme.results.result import revised
from similarity.test_pairs import ODD, ODD_AGAIN, crowd, result


@pytest.fixture
def course(tmp_path: Path) -> Path:
    make_course(tmp_path / "course")
    return tmp_path / "course"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    of_line = [revised(one, assignment="line") for one in batch()]
    write_results(tmp_path / "out", *of_line)
    return tmp_path / "out"


def batch():
    return [*crowd(6), result("ann", fit=ODD), result("bob", fit=ODD_AGAIN)]


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_it_writes_one_private_page_and_nothing_else(course: Path, out: Path) -> None:
    before = digests(out)
    done = bareme("similar", out, "--course", course, "--lang", "en")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"Similar work: {out / 'similar.html'}\n"
    after = digests(out)
    assert after.pop("similar.html")
    assert after == before
    assert (out / "similar.html").stat().st_mode & 0o007 == 0


def test_an_earlier_batch_and_hidden_names(course: Path, out: Path, tmp_path: Path) -> None:
    old = revised(result("zoe", fit=ODD), assignment="line")
    write_results(tmp_path / "old", old)
    arguments = ("--course", course, "--against", tmp_path / "old", "--hide-names", "--lang", "fr")
    done = bareme("similar", out, *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    page = (out / "similar.html").read_text(encoding="utf-8")
    assert "(correction précédente)" in page
    assert "zoe" not in page


def assert_nothing_written(out: Path) -> None:
    assert not (out / "similar.html").exists()


def test_a_folder_that_is_no_batch_is_named(course: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert_one_sentence(bareme("similar", tmp_path / "empty", "--course", course), "empty", "bareme grade")
    assert_one_sentence(bareme("similar", tmp_path / "none", "--course", course), "none")
    assert_nothing_written(tmp_path / "empty")


def test_an_earlier_folder_without_submissions_is_named(course: Path, out: Path, tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    done = bareme("similar", out, "--course", course, "--against", tmp_path / "old")
    assert_one_sentence(done, str(tmp_path / "old"))
    unread = revised(result("zoe"), assignment="line", status="unreadable", grade=None)
    write_results(tmp_path / "old", unread)
    done = bareme("similar", out, "--course", course, "--against", tmp_path / "old")
    assert_one_sentence(done, "--against")
    assert_nothing_written(out)


def test_batches_of_two_labs_are_refused(course: Path, out: Path, tmp_path: Path) -> None:
    write_results(tmp_path / "old", result("zoe", fit=ODD))
    done = bareme("similar", out, "--course", course, "--against", tmp_path / "old")
    assert_one_sentence(done, "line", "neuron")
    assert_nothing_written(out)


def test_a_lab_that_the_course_does_not_have_is_named(course: Path, tmp_path: Path) -> None:
    write_results(tmp_path / "out", *batch())
    assert_one_sentence(bareme("similar", tmp_path / "out", "--course", course), "'neuron'")
    assert_nothing_written(tmp_path / "out")


def test_a_template_that_is_missing_is_named(course: Path, out: Path) -> None:
    (course / "solutions" / "line.py").unlink()
    assert_one_sentence(bareme("similar", out, "--course", course), "line.py")
    assert_nothing_written(out)


def test_one_submission_alone_cannot_be_compared(course: Path, tmp_path: Path) -> None:
    write_results(tmp_path / "out", revised(result("ann"), assignment="line"))
    assert_one_sentence(bareme("similar", tmp_path / "out", "--course", course), "fewer than two")
    assert_nothing_written(tmp_path / "out")


@pytest.mark.parametrize(("tool", "file"), [("dolos", "info.csv"), ("jplag", "submissions/ann/ann.py")])
def test_code_for_another_tool_replaces_that_of_an_earlier_run(
    course: Path, out: Path, tool: str, file: str
) -> None:
    left = out / "similar" / tool / "code" / "left.py"
    left.parent.mkdir(parents=True)
    left.write_text("")
    done = bareme("similar", out, "--course", course, "--to", tool, "--lang", "en")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"Code for {tool}: {out / 'similar' / tool}\n" in done.stdout
    assert (out / "similar" / tool / file).is_file()
    assert not left.exists()
    assert [path.name for path in (out / "similar").iterdir()] == [tool]
