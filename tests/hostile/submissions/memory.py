# ruff: noqa
"""Takes more memory than it may, bounded by itself."""

FAMILY = "exhausting"
MAY_PASS = []
MUST_NOT = "It must not take more memory than the limit for longer than a moment."

# %%
import numpy as np
import time


def double(x):
    blocks = []
    for _ in range(9):
        blocks.append(np.ones(100 * 2**17))
        time.sleep(0.1)
    return x


def mean(x):
    return 0.0
