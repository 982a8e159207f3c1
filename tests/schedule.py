"""The groups of tests that one worker runs one after the other, and the order of groups."""

from collections.abc import Sequence
from typing import Final

EXAMPLE_CLASS: Final = "example class of "
INSTALLED: Final = ("hostile/test_installed.py", "test_install.py")
"""The files that need bareme installed in each way."""
KERAS_SANDBOXES: Final = (
    "checks/test_models.py",
    "student/test_allowed.py",
    "student/test_determinism.py",
    "student/test_forged_descriptions.py",
    "student/test_losses.py",
    "student/test_naming_models.py",
    "student/test_rebuilding.py",
    "student/test_tensors.py",
    "student/test_unverified.py",
)
"""The files that share a fork server with Keras."""

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
    "end_to_end/test_gradescope_autograder.py",
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


def group_of(nodeid: str) -> str:
    """Returns the group of a test: a worker of pytest-xdist runs the tests of a group one after the other.

    A fixture that is costly to make is made once, by tests that are all in one group.
    """
    path, _, test = nodeid.partition("::")
    name = path.removeprefix("tests/")
    if name in INSTALLED:
        return "installed"
    if name in KERAS_SANDBOXES:
        return "keras_sandboxes"
    if name == "end_to_end/test_example_class.py" and "[" in test:
        slugs = (group.removeprefix(EXAMPLE_CLASS) for group in LONG if group.startswith(EXAMPLE_CLASS))
        found = [slug for slug in slugs if test.partition("[")[2].startswith(slug)]
        return f"{EXAMPLE_CLASS}{max(found, key=len)}"
    return name


def schedule(groups: Sequence[str]) -> list[int]:
    """Returns the places of tests in the order to run them, for the group of each."""
    places: dict[str, int] = {name: place for place, name in enumerate(LONG)}
    for name in groups:
        places.setdefault(name, len(places))
    return sorted(range(len(groups)), key=lambda number: places[groups[number]])
