"""An assignment is validated again exactly if something changed, and only valid ones are remembered."""

from pathlib import Path

import pytest
from courses import make_course

from bareme.grading.release import write_release
from bareme.grading.setup import GradingOptions
from bareme.validation.proofs import locate_proof
from bareme.validation.side_by_side import validate_assignments
from bareme.validation.validator import Validation

TWICE = '''\
"""Is the slope twice too large?"""

BREAKS = ["test_fit_values"]


def fit(x, y):
    return 2 * float(x @ y / (x @ x))
'''


@pytest.fixture
def course(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    found = make_course(tmp_path / "course")
    mistake = found.root / "graders/line/mistakes/twice.py"
    mistake.write_text(TWICE, "utf-8")
    write_release(found.assignment("line"))
    return found


def validate(course) -> Validation:
    [found] = validate_assignments(
        course.assignments(), GradingOptions(), workers=1, seeds=None, progress=lambda *_: None
    )
    return found


def test_what_did_not_change_is_remembered_and_a_new_mistake_is_validated(course):
    first = validate(course)
    assert (first.problems, first.is_remembered) == ((), False)
    again = validate(course)
    assert again.is_remembered
    assert again.untranslated == first.untranslated != ()
    assert (again.solution, again.mistakes, again.seconds) == (first.solution, first.mistakes, first.seconds)
    (course.root / "graders/line/mistakes/no_offset.py").unlink()
    changed = validate(course)
    assert not changed.is_remembered
    assert changed.problems
    # Problems are never remembered: they are found again.
    assert validate(course).problems == changed.problems


def proof(course, profile="mini"):
    return locate_proof(course.assignment("line"), GradingOptions(profile=profile))


@pytest.mark.parametrize(
    "name", ["graders/line/test_hidden.py", "solutions/line.py", "assignments/line/line.ipynb"]
)
def test_every_file_of_the_assignment_counts(course, name):
    before = proof(course)
    path: Path = course.root / name
    path.write_text(path.read_text("utf-8") + "\n", "utf-8")
    assert proof(course).digest != before.digest
    assert proof(course).path == before.path


def test_each_profile_has_a_proof_of_its_own(course):
    assert proof(course).path != proof(course, "full").path


@pytest.mark.parametrize("text", ["", "{", "[]", '{"digest": "0"}', '{"digest": %s, "slug": 1}'])
def test_a_damaged_file_proves_nothing(course, text):
    found = proof(course)
    found.path.parent.mkdir(parents=True)
    found.path.write_text(text.replace("%s", f'"{found.digest}"'), "utf-8")
    assert found.read() is None
