# ruff: noqa
"""Starts up to 300 processes that start more, bounded by itself."""

FAMILY = "exhausting"
MAY_PASS = []
MUST_NOT = "Processes must not outlive the submission, nor keep others from being graded."

# %%
import os
import time

started = 0
try:
    for _ in range(300):
        if os.fork() == 0:
            time.sleep(3)
            os._exit(0)
        started += 1
except OSError as error:
    print(started, error)


def double(x):
    return x


def mean(x):
    return 0.0
