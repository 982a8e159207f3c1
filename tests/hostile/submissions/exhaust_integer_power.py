# ruff: noqa
"""Computes with integers of millions of digits, where nothing looks for an interrupt."""

FAMILY = "exhausting"
MAY_PASS = []
MUST_NOT = "The grader waits for it."

# %%
import sys

sys.set_int_max_str_digits(0)


def double(x):
    return 9**9**9


def mean(x):
    return len(str((1 << 2**26) - 1))
