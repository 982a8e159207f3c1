# ruff: noqa
"""Nests until the stack of the process is full, where no limit of the interpreter counts."""

FAMILY = "exhausting"
MAY_PASS = []
MUST_NOT = "More than the sandbox that does it ends."
SAYS = "(signal 11)"

# %%
import sys


def double(x):
    return double(x)


def mean(x):
    sys.setrecursionlimit(2**31 - 1)
    one, other = [], []
    for _ in range(10**6):
        one, other = [one], [other]
    return one == other
