"""Tests that share a costly fixture run in one worker."""

import re
from pathlib import Path

import pytest
from schedule import EXAMPLE_CLASS, INSTALLED, KERAS_SANDBOXES, LONG, group_of, schedule

TESTS = Path(__file__).parent
EXAMPLES = TESTS.parent / "examples"


def files_that_take(fixture: str) -> set[str]:
    """Returns the test files with a function that has the fixture as a parameter."""
    pattern = re.compile(rf"def test_\w+\([^)]*\b{fixture}\b|def \w+\([^)]*\b{fixture}\b[^)]*\)")
    files = (path for path in TESTS.rglob("test_*.py") if pattern.search(path.read_text("utf-8")))
    return {path.relative_to(TESTS).as_posix() for path in files}


def test_all_tests_of_a_fork_server_with_keras_are_in_one_group():
    assert files_that_take("keras_sandboxes") == set(KERAS_SANDBOXES)


def test_all_tests_of_installed_packages_are_in_one_group():
    assert files_that_take("installed") | files_that_take("wheel") == set(INSTALLED)


def test_every_example_class_is_a_group_of_its_own():
    groups = {name.removeprefix(EXAMPLE_CLASS) for name in LONG if name.startswith(EXAMPLE_CLASS)}
    assert groups == {path.parent.name for path in EXAMPLES.glob("*/expected.toml")}


def test_every_long_file_exists():
    files = [name for name in LONG if "/" in name]
    assert files
    assert [name for name in files if not (TESTS / name).is_file()] == []


@pytest.mark.parametrize(
    ("nodeid", "group"),
    [
        ("tests/wire/test_wire.py::test_a[neuron]", "wire/test_wire.py"),
        (
            "tests/end_to_end/test_example_class.py::test_a[keras-mlp-penelope.ipynb]",
            "example class of keras-mlp",
        ),
        ("tests/end_to_end/test_example_class.py::test_a", "end_to_end/test_example_class.py"),
        ("tests/student/test_losses.py::test_a", "keras_sandboxes"),
    ],
)
def test_the_group_of_a_test_is_its_file_or_what_it_shares(nodeid, group):
    assert group_of(nodeid) == group


def test_long_groups_come_first_and_the_rest_keeps_its_order():
    assert schedule(["b", LONG[1], "a", "b", LONG[0]]) == [4, 1, 0, 3, 2]
