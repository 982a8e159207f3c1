"""An assignment may name several data sets."""

import json
from pathlib import Path

import pytest
from courses import make_course
from end_to_end.commands import bareme

DATA = """
[[data]]
mini = "digits"
full = "usps"

[[data]]
mini = "synthetic_california"
full = "california_housing"
"""

SUBMISSION = """\
from bareme.datasets import load

def predict(x, slope, offset=0):
    return slope * x + offset

def shapes(name):
    return [part.shape for pair in load(name) for part in pair]
"""

CHECK = '''\
import pytest
from bareme.checks import assert_close


@pytest.mark.exercise("predict")
def test_predict(student):
    """predict multiplies and adds"""
    assert_close(student.predict(2.0, 3.0, 1.0), 7.0)


@pytest.mark.exercise("predict")
def test_loaded(student, data, datasets):
    """both data sets can be loaded, and the first is that of the fixture"""
    assert list(datasets) == ["usps", "california_housing"]
    assert data.name == "usps"
    for name, known in datasets.items():
        parts = (known.x_train, known.y_train, known.x_test, known.y_test)
        assert student.shapes(name) == [part.shape for part in parts]
    assert data.x_train.shape[1:] == (16, 16)
    assert datasets["california_housing"].x_held_out.shape[1:] == (8,)


@pytest.mark.exercise("predict")
def test_not_given(student):
    """another cannot"""
    student.shapes("mnist")
'''


@pytest.fixture
def course(tmp_path: Path) -> Path:
    folder = tmp_path / "course"
    make_course(folder)
    settings = folder / "graders/line/assignment.toml"
    settings.write_text(settings.read_text() + DATA)
    (folder / "graders/line/test_public.py").write_text(CHECK)
    return folder


def test_each_is_in_the_sandbox_without_its_held_out_part(tmp_path, course):
    file = tmp_path / "ada.py"
    file.write_text(SUBMISSION)
    bareme("grade", "line", file, "-o", tmp_path / "out", "--course", course)
    result = json.loads((tmp_path / "out/students/ada/result.json").read_text())
    outcomes = {check["id"]: check for check in result["checks"]}
    assert outcomes["test_loaded"]["status"] == "passed", outcomes["test_loaded"]["message"]
    assert outcomes["test_not_given"]["status"] == "error"
    assert "it gives california_housing, usps" in str(outcomes["test_not_given"]["message"])


def test_one_named_twice_is_refused(course):
    settings = course / "graders/line/assignment.toml"
    settings.write_text(settings.read_text() + '\n[[data]]\nmini = "usps"\nfull = "usps"\n')
    done = bareme("list", "--course", course)
    assert done.returncode == 2
    assert "'usps' is named twice" in done.stderr
