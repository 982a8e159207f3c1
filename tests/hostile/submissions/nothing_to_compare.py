# ruff: noqa
"""Answers with empty, undefined and masked values, which no number contradicts."""

FAMILY = "forging"
MAY_PASS = []
MUST_NOT = "An answer without values must not pass for want of a contradiction."

# %%
import numpy as np


def double(x):
    return np.array([]) if len(x) > 2 else np.full(len(x), np.nan)


def mean(x):
    return np.ma.masked if len(x) > 2 else np.nan
