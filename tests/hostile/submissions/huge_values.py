# ruff: noqa
"""Answers with values that are too large to compare."""

FAMILY = "exhausting"
MAY_PASS = []
MUST_NOT = "A value of a gigabyte or of many digits must not reach the comparison."

# %%
import numpy as np


def double(x):
    return np.broadcast_to(2 * x[0], (2**30,))


def mean(x):
    return 10 ** (10**5) if len(x) > 2 else np.zeros((0, 2**40))
