# ruff: noqa
"""Leaves a thread behind that never lets another one run."""

FAMILY = "exhausting"
MAY_PASS = ["test_double", "test_double_hidden"]
MUST_NOT = "The grader waits for a kernel that cannot even hear."

# %%
import itertools
import threading
import time


def double(x):
    return 2 * x


threading.Thread(target=lambda: 1 in itertools.repeat(0), daemon=True).start()
time.sleep(0.1)
