# ruff: noqa
"""Answers with arrays that take over the functions of NumPy."""

FAMILY = "forging"
MAY_PASS = []
MUST_NOT = "The functions of NumPy must not be those of the answer when it is compared."

# %%
import numpy as np


class Array(np.ndarray):
    def __array_function__(self, function, types, args, kwargs):
        return True

    def __array_ufunc__(self, *args, **kwargs):
        return np.zeros(2)

    def __array_finalize__(self, other):
        pass

    def __reduce__(self):
        return (print, ("reduced",))

    def __eq__(self, other):
        return True


def double(x):
    return np.zeros(len(x)).view(Array)


def mean(x):
    return np.zeros(()).view(Array)
