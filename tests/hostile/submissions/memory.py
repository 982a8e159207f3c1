# ruff: noqa
"""Takes more memory than it may, bounded by itself."""

FAMILY = "exhausting"
MAY_PASS = []
MUST_NOT = "It must not take more memory than the limit for longer than a moment."

# %%
import numpy as np


def double(x):
    blocks = []
    for _ in range(15):
        blocks.append(np.ones(100 * 2**17))
    return x


def mean(x):
    return 0.0
