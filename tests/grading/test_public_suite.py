"""Students get what the public checks use of the shared module, and nothing else of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from courses import TEST_HIDDEN, TEST_PUBLIC, make_course

from bareme.course.course import Assignment
from bareme.errors import CourseError
from bareme.grading.check_collection import collect_checks
from bareme.grading.public_suite import render_public_suite
from bareme.grading.release import release_files

COMMON = '''\
"""Shared."""

import numpy as np
import math

SECRET = 42.0
SEED = 7


def grid():
    """Inputs."""
    return np.linspace(-bound(), 1, SEED)


@staticmethod
def bound():
    return 1.0


def secret():
    return SECRET + math.pi
'''
PUBLIC = TEST_PUBLIC.replace("import assert_close\n", "import assert_close\nfrom common import grid\n")
HIDDEN = TEST_HIDDEN.replace("import pytest\n", "import pytest\nfrom common import grid, secret\n")


@pytest.fixture
def assignment(tmp_path: Path) -> Assignment:
    found = make_course(tmp_path).assignment("line")
    write(found, "common.py", COMMON)
    write(found, "test_public.py", PUBLIC)
    write(found, "test_hidden.py", HIDDEN)
    return found


def write(assignment: Assignment, name: str, text: str) -> None:
    (assignment.grader_folder / name).write_text(text, encoding="utf-8")


def test_both_suites_import_from_it(assignment: Assignment) -> None:
    assert [check.id for check in collect_checks(assignment)] == ["test_predict_values", "test_fit_values"]


def test_two_assignments_have_shared_modules_of_their_own(assignment: Assignment, tmp_path: Path) -> None:
    collect_checks(assignment)
    other = make_course(tmp_path / "other").assignment("line")
    write(other, "common.py", "def grids(): pass\n")
    write(other, "test_public.py", PUBLIC.replace("grid", "grids"))
    assert len(collect_checks(other)) == 2
    write(assignment, "common.py", COMMON.replace("def grid(", "def gone("))
    with pytest.raises(CourseError, match="cannot import name 'grid'"):
        collect_checks(assignment)


def test_students_get_the_definitions_in_place_of_the_import(assignment: Assignment) -> None:
    assert render_public_suite(assignment) == TEST_PUBLIC.replace(
        "import assert_close\n",
        '''import assert_close
import numpy as np
SEED = 7
def grid():
    """Inputs."""
    return np.linspace(-bound(), 1, SEED)


@staticmethod
def bound():
    return 1.0


''',
    )


def test_the_module_is_not_released(assignment: Assignment) -> None:
    files = release_files(assignment)
    assert "common.py" not in files
    assert not any("secret()" in text or "42.0" in text or "import math" in text for text in files.values())


def test_without_the_module_nothing_changes(tmp_path: Path) -> None:
    assert render_public_suite(make_course(tmp_path).assignment("line")) == TEST_PUBLIC


@pytest.mark.parametrize(
    "line",
    [
        "import common",
        "import common as c",
        "from common import *",
        "from common import grid as g",
        "def f():\n    from common import grid",
        "from common.part import grid",
    ],
)
def test_an_import_that_cannot_be_replaced_is_refused(assignment: Assignment, line: str) -> None:
    write(assignment, "test_public.py", f"{line}\n{TEST_PUBLIC}")
    with pytest.raises(CourseError, match=r"test_public\.py imports `common` as a whole"):
        render_public_suite(assignment)


def test_a_name_that_is_not_there_is_named(assignment: Assignment) -> None:
    write(assignment, "test_public.py", PUBLIC.replace("import grid", "import grid, grit"))
    with pytest.raises(CourseError, match=r"common\.py does not define 'grit'"):
        render_public_suite(assignment)


def test_a_name_that_both_define_is_named(assignment: Assignment) -> None:
    write(assignment, "test_public.py", f"{PUBLIC}\n\ndef bound():\n    return 2\n")
    with pytest.raises(CourseError, match="both define 'bound'"):
        render_public_suite(assignment)
