"""The roles of t and y are exchanged: the logarithms are those of the predictions."""

import numpy as np

BREAKS = [
    "test_loss_values",
    "test_loss_mean",
    "test_loss_certain_and_right",
    "test_loss_random",
]


def binary_cross_entropy(t, y):
    t = np.clip(t, 1e-12, 1 - 1e-12)
    return float(-np.mean(y * np.log(t) + (1 - y) * np.log(1 - t)))
