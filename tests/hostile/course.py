"""A tiny course to attack, with a mark in everything that is secret."""

from __future__ import annotations

from pathlib import Path

from bareme.course.course import Assignment, Course

__all__ = ["CHECKS", "MARKS", "make_target"]

CHECKS = (
    "test_double",
    "test_double_hidden",
    "test_mean",
    "test_mean_hidden",
    "test_gradient",
    "test_gradient_hidden",
    "test_gradient_leaves_its_arguments",
    "test_classify",
    "test_classify_hidden",
    "test_claim",
)
MARKS = {
    "solution": "MARKER-SOLUTION-3f9c",
    "hidden suite": "MARKER-SUITE-81ab",
    "hidden input": "7919.375",
    "held-out data": "MARKER-DATA-c07d",
    "mistake": "MARKER-MISTAKE-55e2",
    "solution of bareme's own course": "np.clip(y, 1e-12, 1 - 1e-12)",
}

_ASSIGNMENT = """\
title = { en = "Four functions and a claim" }
preload = ["numpy", "tensorflow", "keras"]
formats = ["ipynb", "py"]

[limits]
cell_seconds = 3
total_seconds = 15
cpu_seconds = 6
call_seconds = 2
memory_mib = 1024
output_kib = 64

[data]
mini = "digits"
full = "mnist"

[[exercise]]
id = "double"
title = { en = "Double" }
points = 2

[[exercise]]
id = "mean"
title = { en = "Mean" }
points = 2

[[exercise]]
id = "gradient"
title = { en = "Gradient" }
points = 2

[[exercise]]
id = "classify"
title = { en = "Classify" }
points = 2

[[exercise]]
id = "claim"
title = { en = "Claim" }
points = 1
"""
_SOLUTION = f"""\
# %%
import numpy as np
from bareme.datasets import load

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

# %% exercise="gradient"
def gradient(w, x, y):
    # BEGIN SOLUTION
    return 2 / len(y) * x.T @ (x @ w - y)
    # END SOLUTION

# %% exercise="classify"
def classify(images):
    # BEGIN SOLUTION
    (x, y), _ = load("mnist")
    means = np.stack([x[y == digit].mean(axis=0) for digit in range(10)])
    return np.array([((means - image) ** 2).sum(axis=(1, 2)).argmin() for image in images])
    # END SOLUTION

# %% exercise="claim"
# BEGIN SOLUTION
x_test, y_test = load("mnist")[1]
accuracy = float(np.mean(classify(x_test) == y_test))
# END SOLUTION
"""
_PUBLIC = '''\
import numpy as np
import pytest
from bareme.checks import assert_accuracy, assert_close


@pytest.mark.exercise("double")
def test_double(student):
    """double doubles"""
    assert_close(student.double(np.array([1.0, 2.5])), np.array([2.0, 5.0]))


@pytest.mark.exercise("mean")
def test_mean(student):
    """mean is the mean"""
    assert_close(student.mean(np.array([1.0, 2.0, 6.0])), 3.0)


@pytest.mark.exercise("gradient")
def test_gradient(student):
    """gradient is the one of the mean squared error"""
    w, x, y = np.array([1.0, -1.0]), np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([0.5, 1.0])
    assert_close(student.gradient(w, x, y), np.array([-7.5, -11.0]))


@pytest.mark.exercise("classify")
def test_classify(student, data):
    """classify recognises the digits of the test part in sight"""
    assert_accuracy(student.classify(data.x_test), data.y_test, at_least=0.8)
'''
_HIDDEN = f'''\
import numpy as np
import pytest
from bareme.checks import assert_accuracy, assert_close, assert_not_mutated

SECRET = "{MARKS["hidden suite"]}"


def make_regression():
    """Errors of 1e12 in samples where the first feature is absent: its derivative, of order 1, is lost in
    the rounding of the loss for every step of finite differences, and exact by formula: no term cancels."""
    rng = np.random.default_rng(1202)
    x = rng.uniform(1.0, 2.0, (40, 3))
    x[:20, 1:] = 0.0
    x[20:, 0] = 0.0
    y = np.where(np.arange(40) < 20, 1.0, 1e12)
    return np.array([-1.5, -0.5, -{MARKS["hidden input"]}]), x, y


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


@pytest.mark.exercise("gradient")
def test_gradient_hidden(student, reference):
    """gradient is exact where the scales differ"""
    w, x, y = make_regression()
    assert_close(student.gradient(w, x, y), reference.gradient(w, x, y), rtol=1e-11, atol=0, name=SECRET)


@pytest.mark.exercise("gradient")
def test_gradient_leaves_its_arguments(student, reference):
    """gradient leaves its arguments as they were"""
    w, x, y = make_regression()
    value = assert_not_mutated(student.gradient, w, x, y)
    assert_close(value, reference.gradient(w, x, y), rtol=1e-11, atol=0, name=SECRET)


@pytest.mark.exercise("classify")
def test_classify_hidden(student, data):
    """classify recognises digits that nobody has seen"""
    assert_accuracy(student.classify(data.x_held_out), data.y_held_out, at_least=0.8)


@pytest.mark.exercise("claim")
def test_claim(student, data):
    """accuracy is what a working classify reaches on the test part in sight"""
    assert_accuracy(student.classify(data.x_held_out), data.y_held_out, at_least=0.8)
    predictions = student.classify(data.x_test)
    assert_accuracy(predictions, data.y_test, at_least=0.8)
    assert_close(student.accuracy, np.mean(np.asarray(predictions) == data.y_test), name=SECRET)
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
        "graders/tiny/files/scales.py": "FACTOR = 1\n",
        "graders/tiny/mistakes/sum.py": _MISTAKE,
        "solutions/tiny.py": _SOLUTION,
    }
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return Course(folder).assignment("tiny")
