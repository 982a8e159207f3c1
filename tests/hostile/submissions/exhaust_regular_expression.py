# ruff: noqa
"""Matches an expression that takes longer than the universe is old."""

FAMILY = "exhausting"
MAY_PASS = []
MUST_NOT = "The grader waits for it."
SAYS = "Stopped after"

# %%
import re


def double(x):
    return re.match(r"(a+)+$", "a" * 40 + "b")


# %%
re.match(r"(a|a|b?)*c", "a" * 60)
