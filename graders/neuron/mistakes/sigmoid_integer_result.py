"""The result has the type of z: where z holds integers, every value is cut to 0."""

import numpy as np

BREAKS = [
    "test_sigmoid_any_shape",
]


def sigmoid(z):
    result = np.zeros_like(z)
    small = np.exp(-np.abs(z))
    result[...] = np.where(np.asarray(z) >= 0, 1.0, small) / (1.0 + small)
    return result
