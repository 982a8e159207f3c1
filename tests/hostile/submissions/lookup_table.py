# ruff: noqa
"""Answers the inputs of the public checks from a table, and anything else with the nearest entry."""

FAMILY = "gaming"
# Students have the public checks, so a table of these is as right as what it was copied from.
MAY_PASS = ["test_double", "test_mean", "test_gradient"]
MUST_NOT = "A table of the public inputs must not pass a hidden check."

# %%
import numpy as np

TABLE = {
    "double": {(1.0, 2.5): np.array([2.0, 5.0])},
    "mean": {(1.0, 2.0, 6.0): 3.0},
    "gradient": {(1.0, -1.0): np.array([-7.5, -11.0])},
}


def look_up(name, x):
    table = TABLE[name]
    key = tuple(map(float, np.ravel(x)))
    nearest = next(iter(table.values()))
    return table.get(key, np.resize(nearest, np.shape(x)) if name != "mean" else nearest)


def double(x):
    return look_up("double", x)


def mean(x):
    return look_up("mean", x)


def gradient(w, x, y):
    return look_up("gradient", w)
