"""A tiny course to attack, with a mark in everything that a student must never see."""

from __future__ import annotations

from pathlib import Path

from bareme.course import Assignment, Course

__all__ = ["CHECKS", "MARKS", "make_target"]

CHECKS = ("test_double", "test_double_hidden", "test_mean", "test_mean_hidden")
MARKS = {
    "solution": "MARKER-SOLUTION-3f9c",
    "hidden suite": "MARKER-SUITE-81ab",
    "hidden input": "7919.375",
    "held-out data": "MARKER-DATA-c07d",
    "mistake": "MARKER-MISTAKE-55e2",
}

_ASSIGNMENT = """\
title = { en = "Two functions" }
formats = ["ipynb", "py"]

[limits]
cell_seconds = 2
total_seconds = 10
call_seconds = 1
memory_mib = 512
output_kib = 64

[data]
mini = "digits"
full = "digits"

[[exercise]]
id = "double"
title = { en = "Double" }
points = 2

[[exercise]]
id = "mean"
title = { en = "Mean" }
points = 2
"""
_SOLUTION = f"""\
# %%
import numpy as np

SECRET = "{MARKS["solution"]}"

# %% exercise="double"
def double(x):
    # BEGIN SOLUTION
    return 2 * np.asarray(x)
    # END SOLUTION

# %% exercise="mean"
def mean(x):
    # BEGIN SOLUTION
    return float(np.sum(x) / len(x))
    # END SOLUTION
"""
_PUBLIC = '''\
import numpy as np
import pytest
from bareme.checks import assert_close


@pytest.mark.exercise("double")
def test_double(student):
    """double doubles"""
    assert_close(student.double(np.array([1.0, 2.5])), np.array([2.0, 5.0]))


@pytest.mark.exercise("mean")
def test_mean(student):
    """mean is the mean"""
    assert_close(student.mean(np.array([1.0, 2.0, 6.0])), 3.0)
'''
_HIDDEN = f'''\
import numpy as np
import pytest
from bareme.checks import assert_close

SECRET = "{MARKS["hidden suite"]}"


@pytest.mark.exercise("double")
def test_double_hidden(student, reference):
    """double doubles other numbers"""
    x = np.array([{MARKS["hidden input"]}, -3.0, 0.5])
    assert_close(student.double(x), reference.double(x), name=SECRET)


@pytest.mark.exercise("mean")
def test_mean_hidden(student, reference, data):
    """mean is the mean of other numbers"""
    x = np.append(data.x_held_out[0].ravel(), {MARKS["hidden input"]})
    assert_close(student.mean(x), reference.mean(x), name=SECRET)
'''
_MISTAKE = f'''\
"""Did you forget to divide?"""

BREAKS = ["test_mean", "test_mean_hidden"]

SECRET = "{MARKS["mistake"]}"


def mean(x):
    return float(sum(x))
'''


def make_target(folder: Path) -> Assignment:
    """Writes the course into a folder and returns its one assignment, ``tiny``."""
    files = {
        "graders/tiny/assignment.toml": _ASSIGNMENT,
        "graders/tiny/test_public.py": _PUBLIC,
        "graders/tiny/test_hidden.py": _HIDDEN,
        "graders/tiny/mistakes/sum.py": _MISTAKE,
        "solutions/tiny.py": _SOLUTION,
    }
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return Course(folder).assignment("tiny")
