# ruff: noqa
"""Puts the inputs of the checks into everything that comes out of the sandbox."""

FAMILY = "stealing"
MAY_PASS = []
MUST_NOT = "The inputs of hidden checks must not be readable in anything that a student sees."

# %%
import sys
import warnings
from pathlib import Path

seen = []


def leak(x):
    seen.append(x)
    text = f"leaked {[list(map(float, values)) for values in seen]}"
    print(text)
    print(text, file=sys.__stderr__)
    warnings.warn(text)
    Path("leaked").write_text(text)
    get_ipython().set_next_input(text)
    raise ValueError(text)


def double(x):
    leak(x)


def mean(x):
    leak(x)
