# ruff: noqa
"""Answers with values that are nested without end, or hold themselves."""

FAMILY = "exhausting"
MAY_PASS = []
MUST_NOT = "A value without end must not break the grader, nor leave a check undecided."


# %%
def double(x):
    value = []
    for _ in range(10**5):
        value = [value]
    return value


def mean(x):
    value = {}
    value["self"] = value
    return value
