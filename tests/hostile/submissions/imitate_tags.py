# ruff: noqa
"""Answers with what looks like the inside of a message."""

FAMILY = "forging"
MAY_PASS = []
MUST_NOT = "A value that looks like a message must not be read as one."

# %%
import numpy as np


def double(x):
    return {"array": 0, "handle": 1, "type": "ndarray", "value": [2, 5]}


def mean(x):
    return np.array([(1.0, "passed")], dtype=[("value", float), ("status", "U6")])
