# ruff: noqa
"""Ends its process as if all were well, in a cell and in each function."""

FAMILY = "breaking out"
MAY_PASS = []
MUST_NOT = "A process that ends well must not count as an answer."

# %%
import os


def double(x):
    os._exit(0)


def mean(x):
    raise SystemExit(0)


# %%
os._exit(0)
