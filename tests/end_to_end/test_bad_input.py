"""Bad input gives exit code 2 and a helpful sentence."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from commands import assert_one_sentence, bareme
from courses import make_course

ROOT = Path(__file__).parents[2]
RIGHT = ROOT / "examples" / "neuron" / "lovelace-ada.ipynb"


@pytest.fixture
def course(tmp_path):
    make_course(tmp_path / "course")
    return tmp_path / "course"


def test_missing_file_is_named(tmp_path):
    done = bareme("grade", "neuron", tmp_path / "nobody.ipynb", "-o", tmp_path / "out", cwd=ROOT)
    assert_one_sentence(done, "nobody.ipynb")
    assert not (tmp_path / "out").exists()


def test_folder_without_submissions_is_named(tmp_path):
    (tmp_path / "class").mkdir()
    done = bareme("grade", "neuron", tmp_path / "class", "-o", tmp_path / "out", cwd=ROOT)
    assert_one_sentence(done, str(tmp_path / "class"))
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("command", [["grade", "neuron"], ["check", "-a", "neuron"]])
def test_notebook_that_is_not_json_is_named(tmp_path, command):
    broken = tmp_path / "broken.ipynb"
    broken.write_text("{ this is no notebook")
    done = bareme(*command, broken, "-o", tmp_path / "out", cwd=ROOT)
    assert_one_sentence(done, "broken.ipynb", "JSON")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("command", [["grade", "neuron"], ["check", "-a", "neuron"]])
def test_the_notebook_of_another_lab_is_named(tmp_path, command):
    other = ROOT / "assignments" / "softmax-regression" / "softmax-regression.ipynb"
    options = ["--course", ROOT] if command[0] == "check" else []
    done = bareme(*command, other, "-o", tmp_path / "out", *options, cwd=ROOT)
    assert_one_sentence(done, "This is `softmax-regression`, not `neuron`")
    assert not (tmp_path / "out").exists()


def test_unknown_key_of_an_assignment_file_is_named_with_the_nearest_one(course):
    file = course / "graders" / "line" / "assignment.toml"
    file.write_text("prelaod = ['numpy']\n" + file.read_text())
    assert_one_sentence(bareme("list", "--course", course), "prelaod", str(file), "'preload'")


def test_unknown_key_inside_a_table_is_named(course):
    file = course / "graders" / "line" / "assignment.toml"
    file.write_text(file.read_text() + "\n[limits]\ncell_second = 5\n")
    assert_one_sentence(bareme("list", "--course", course), "limits.cell_second", "'cell_seconds'")


def test_a_module_to_preload_that_is_missing_is_named_with_its_file(course, tmp_path):
    file = course / "graders" / "line" / "assignment.toml"
    file.write_text('preload = ["numpy", "no_such_module"]\n' + file.read_text())
    done = bareme("grade", "line", RIGHT, "--course", course, "-o", tmp_path / "out")
    assert_one_sentence(done, str(file), "'no_such_module'", "No module named", "install it")


def test_a_pass_mark_beyond_the_scale_is_named(course):
    file = course / "graders" / "line" / "assignment.toml"
    file.write_text("pass_mark = 21\n" + file.read_text())
    assert_one_sentence(bareme("list", "--course", course), str(file), "pass_mark of 21", "scale of 20")


def test_unknown_slug_is_named_with_the_nearest_one(tmp_path):
    done = bareme("grade", "neurone", RIGHT, "-o", tmp_path / "out", cwd=ROOT)
    assert_one_sentence(done, "'neurone'", "did you mean 'neuron'")
    assert not (tmp_path / "out").exists()


def test_corrupted_data_are_refused(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "mnist.npz").write_bytes(b"PK\x03\x04 this is no archive")
    done = bareme(
        *("grade", "neuron", RIGHT, "--profile", "full", "-o", tmp_path / "out"),
        cwd=ROOT,
        env={"BAREME_DATA": str(tmp_path / "data")},
    )
    assert_one_sentence(done, "mnist.npz")
    assert not (tmp_path / "out" / "gradebook.csv").exists()


def test_output_folder_that_is_a_file_is_named(tmp_path):
    (tmp_path / "out").write_text("kept")
    done = bareme("grade", "neuron", RIGHT, "-o", tmp_path / "out", cwd=ROOT)
    assert_one_sentence(done, str(tmp_path / "out"))
    assert (tmp_path / "out").read_text() == "kept"


def test_output_folder_that_cannot_be_made_is_named(tmp_path):
    # Nobody, not even root, can make a folder below a device.
    done = bareme("grade", "neuron", RIGHT, "-o", "/dev/null/out", cwd=ROOT)
    assert_one_sentence(done, "/dev/null/out")


def test_results_of_another_assignment_are_not_overwritten(tmp_path, course):
    submission = tmp_path / "ada.py"
    submission.write_text("def predict(x, slope, offset=0):\n    return slope * x + offset\n")
    out = tmp_path / "out"
    assert bareme("grade", "line", submission, "-o", out, "--course", course).returncode == 0
    before = (out / "gradebook.csv").read_bytes()
    shutil.copytree(course / "graders" / "line", course / "graders" / "curve")
    shutil.copy(course / "solutions" / "line.py", course / "solutions" / "curve.py")
    done = bareme("grade", "curve", submission, "-o", out, "--course", course)
    assert_one_sentence(done, "'line'", "'curve'")
    assert (out / "gradebook.csv").read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["grade"], "SLUG"),
        (["frobnicate"], "frobnicate"),
        (["grade", "neuron", "x.ipynb", "-o", "out", "--profile", "huge"], "huge"),
        (["grade", "neuron", "x.ipynb", "-o", "out", "--workers", "0"], "--workers"),
        (["report", "nowhere"], "nowhere"),
        (["export", "nowhere", "--to", "csv"], "nowhere"),
        (["list", "--course", "nowhere"], "nowhere"),
    ],
)
def test_wrong_usage_is_one_sentence(tmp_path, arguments, word):
    assert_one_sentence(bareme(*arguments, cwd=tmp_path), word)


def test_suite_that_cannot_be_imported_is_named(tmp_path, course):
    (course / "graders" / "line" / "test_hidden.py").write_text("import a_module_that_is_not_there\n")
    done = bareme("validate", "line", "--course", course)
    assert_one_sentence(done, "test_hidden.py", "a_module_that_is_not_there")
