# ruff: noqa
"""Answers with empty, undefined and masked values, which no number contradicts."""

MAY_PASS = []

# %%
import numpy as np


def double(x):
    return np.array([]) if len(x) > 2 else np.full(len(x), np.nan)


def mean(x):
    return np.ma.masked if len(x) > 2 else np.nan
