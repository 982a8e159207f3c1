"""The minus sign in front of the mean is missing: a loss is never negative."""

import numpy as np

BREAKS = [
    "test_loss_values",
    "test_loss_mean",
    "test_loss_certain_and_right",
    "test_loss_certain_and_wrong",
    "test_loss_random",
    "test_loss_keeps_inputs",
]


def binary_cross_entropy(t, y):
    y = np.clip(y, 1e-12, 1 - 1e-12)
    return float(np.mean(t * np.log(y) + (1 - t) * np.log(1 - y)))
