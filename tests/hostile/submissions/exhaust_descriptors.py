# ruff: noqa
"""Opens pipes until none is left."""

FAMILY = "exhausting"
MAY_PASS = []
MUST_NOT = "The grader or another sandbox can open nothing more."
SAYS = "files open at a time"

# %%
import os

pipes = [os.pipe() for _ in range(2000)]
