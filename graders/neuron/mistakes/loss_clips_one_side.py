"""ln(1 - y) is infinite where y is 1: protect both logarithms."""

import numpy as np

BREAKS = [
    "test_loss_certain_and_right",
    "test_loss_certain_and_wrong",
]


def binary_cross_entropy(t, y):
    y = np.maximum(y, 1e-12)
    return float(-np.mean(t * np.log(y) + (1 - t) * np.log(1 - y)))
