# ruff: noqa
"""Answers with values that are nested without end, or hold themselves."""

MAY_PASS = []


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
