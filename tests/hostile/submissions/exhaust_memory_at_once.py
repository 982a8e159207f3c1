# ruff: noqa
"""Takes 3 GiB of memory in one call and keeps them."""

FAMILY = "exhausting"
MAY_PASS = []
MUST_NOT = "The sandbox keeps more memory than the limit, or the grader runs short of it."
SAYS = "MiB of memory"

# %%
import time
import numpy as np

block = np.ones(3 * 2**27)
time.sleep(2)
