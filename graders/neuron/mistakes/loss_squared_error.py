"""That is the mean squared error; the cross-entropy is made of logarithms."""

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
    return float(np.mean((t - y) ** 2))
