"""Settings and the schedule of all tests."""

import os
from collections.abc import Sequence
from typing import Final

import pytest

# What commands say must not depend on the language of the machine; a test of another sets the same variable.
os.environ["LC_ALL"] = "C.UTF-8"

LONG: Final = (
    "hostile/test_hostile.py",
    "sandbox/test_limits.py",
    "installed",
    "end_to_end/test_batch.py",
    "keras_sandboxes",
    "example class of neuron",
    "example class of regularisation",
    "example class of mlp-backprop",
    "example class of softmax-regression",
    "example class of keras-first-steps",
    "example class of convnet",
    "example class of keras-mlp",
    "validation/test_calibration.py",
    "end_to_end/test_killed.py",
    "guest/test_dataset_patches.py",
    "sandbox/test_umask.py",
    "sandbox/test_session.py",
    "grading/test_grading_apart.py",
    "wire/test_wire.py",
    "end_to_end/test_unwritable_results.py",
    "suites/test_odd_values.py",
    "hostile/test_holes.py",
    "robustness/test_robustness.py",
    "submissions/test_notebook.py",
)
"""The groups that take longest, longest first: one that starts late leaves the other workers idle."""


def group_of(item: pytest.Item) -> str:
    """Returns the group of a test: a worker of pytest-xdist runs the tests of a group one after the other.

    A fixture that is costly to make is made once, by tests that are all in one group.
    """
    marker = item.get_closest_marker("xdist_group")
    if marker is not None:
        return str(marker.args[0])
    fixtures = getattr(item, "fixturenames", ())
    if "wheel" in fixtures:
        return "installed"
    if "keras_sandboxes" in fixtures:
        return "keras_sandboxes"
    parameters = getattr(getattr(item, "callspec", None), "params", {})
    if "classes" in fixtures and "slug" in parameters:
        return f"example class of {parameters['slug']}"
    return item.nodeid.partition("::")[0].removeprefix("tests/")


def schedule(groups: Sequence[str]) -> list[int]:
    """Returns the places of tests in the order to run them, for the group of each."""
    places: dict[str, int] = {name: place for place, name in enumerate(LONG)}
    for name in groups:
        places.setdefault(name, len(places))
    return sorted(range(len(groups)), key=lambda number: places[groups[number]])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    groups = [group_of(item) for item in items]
    for item, group in zip(items, groups, strict=True):
        item.add_marker(pytest.mark.xdist_group(group))
    items[:] = [items[number] for number in schedule(groups)]
