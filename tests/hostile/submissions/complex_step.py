# ruff: noqa
"""Differentiates by a complex step, where a formula is asked for."""

FAMILY = "gaming"
# Im f(w + ih) / h has neither cancellation nor, for a square, truncation at so small an h: the value is
# as exact as the formula, and values are what is judged.
MAY_PASS = ["test_gradient", "test_gradient_hidden", "test_gradient_leaves_its_arguments"]
MUST_NOT = "The type or the shape of the estimate must not matter, only that its values are exact."

# %%
import numpy as np


def loss(w, x, y):
    return np.mean((x @ w - y) ** 2)


def gradient(w, x, y):
    h = 1e-30
    return np.array([loss(w + 1j * h * row, x, y).imag / h for row in np.eye(len(w))])
