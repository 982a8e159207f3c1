"""The logarithm of 0 is infinite, and 0 times infinity is NaN: keep y away from 0 and 1."""

import numpy as np

BREAKS = [
    "test_loss_certain_and_right",
    "test_loss_certain_and_wrong",
    "test_loss_keeps_inputs",
]


def binary_cross_entropy(t, y):
    return float(-np.mean(t * np.log(y) + (1 - t) * np.log(1 - y)))
