"""A tiny course, written out in full so that tests can change any file of it."""

from __future__ import annotations

from pathlib import Path

from bareme.course.course import Course

ASSIGNMENT = """\
title = { en = "A line", fr = "Une droite" }
formats = ["ipynb", "py"]

[[exercise]]
id = "predict"
title = { en = "Predict" }
points = 2

[[exercise]]
id = "fit"
title = { en = "Fit" }
points = 3

[[written]]
id = "why"
points = 1
rubric = [ { points = 1, en = "names the residuals" } ]
"""

SOLUTION = '''\
# %% [markdown] lang="en"
# # A line through points

# %% [markdown] lang="fr"
# # Une droite par des points

# %%
import numpy as np

RATE = 0.5
rows = np.arange(3.0)

# %% exercise="predict"
def predict(x, slope, offset=0):
    """The line at x. 2, 3 -> 6"""
    # BEGIN SOLUTION multiply, then add
    secret = slope * x
    return secret + offset
    # END SOLUTION


# %% exercise="fit"
@np.errstate(all="raise")
def fit(x, y):
    if len(x) == 0:
        # BEGIN SOLUTION
        return 0.0
        # END SOLUTION
    # BEGIN SOLUTION
    return float(x @ y / (x @ x))
    # END SOLUTION


slope = fit(rows, 2 * rows)
first, *others = [value for value in rows]

# %% [markdown]
# Explain why, in words / Expliquez pourquoi.

# %% [markdown] answer="why"
# **Why squares?**
#
# <!-- BEGIN SOLUTION -->
# Because the secret residuals are normal.
# <!-- END SOLUTION -->
'''

TEST_PUBLIC = '''\
import pytest
from bareme.checks import assert_close


@pytest.mark.exercise("predict")
def test_predict_values(student):
    """predict multiplies and adds"""
    assert_close(student.predict(2.0, 3.0, 1.0), 7.0)
'''

TEST_HIDDEN = '''\
import numpy as np
import pytest
from bareme.checks import assert_close


@pytest.mark.exercise("fit")
def test_fit_values(student, reference):
    """fit finds the slope"""
    x = np.array([1.0, 2.0])
    assert_close(student.fit(x, 4 * x), reference.fit(x, 4 * x))
'''

MISTAKE = '''\
"""Did you forget the offset?"""

from math import prod

BREAKS = ["test_predict_values"]

FACTOR = 1


def helper(a, b):
    return FACTOR * prod((a, b))


def predict(x, slope, offset=0):
    return helper(slope, x)
'''


def make_course(path: Path) -> Course:
    """Writes a course with the assignment ``line`` into a folder."""
    files = {
        "graders/line/assignment.toml": ASSIGNMENT,
        "graders/line/test_public.py": TEST_PUBLIC,
        "graders/line/test_hidden.py": TEST_HIDDEN,
        "graders/line/mistakes/no_offset.py": MISTAKE,
        "solutions/line.py": SOLUTION,
    }
    for name, content in files.items():
        target = path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, encoding="utf-8")
    return Course(path)
