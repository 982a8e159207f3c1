# ruff: noqa
"""Answers with shapes and types that compare equal after broadcasting or conversion."""

FAMILY = "forging"
MAY_PASS = []
MUST_NOT = "An answer of another shape or type must not pass for the right one."

# %%
import numpy as np


def double(x):
    return np.array([[value, value] for value in 2 * np.asarray(x)]).T[:0]


def mean(x):
    return [True, "3.0", b"3.0", 3.0 + 1j, None][len(x) % 5]
