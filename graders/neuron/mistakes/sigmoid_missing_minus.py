"""The exponent lacks its minus sign: sigmoid should rise with z, not fall."""

import numpy as np

BREAKS = [
    "test_sigmoid_values",
    "test_sigmoid_any_shape",
    "test_sigmoid_grid",
    "test_sigmoid_large",
    "test_sigmoid_tails",
]


def sigmoid(z):
    small = np.exp(-np.abs(z))
    return np.where(np.asarray(z) >= 0, small, 1.0) / (1.0 + small)
