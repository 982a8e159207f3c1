# ruff: noqa
"""Runs endless loops of the interpreter's own, which no interrupt stops."""

FAMILY = "exhausting"
MAY_PASS = []
MUST_NOT = "The grader waits for it."
SAYS = "did not let itself be interrupted"

# %%
import itertools


def double(x):
    return 1 in itertools.repeat(0)


# %%
sum(itertools.repeat(0))
