# ruff: noqa
"""Ends its process as if all were well, in a cell and in each function."""

MAY_PASS = []

# %%
import os


def double(x):
    os._exit(0)


def mean(x):
    raise SystemExit(0)


# %%
os._exit(0)
