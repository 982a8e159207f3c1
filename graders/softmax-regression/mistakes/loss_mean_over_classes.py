"""The mean is over the classes, too: add up the classes, and divide by the number of samples alone."""

import numpy as np

BREAKS = [
    "test_loss_values",
    "test_loss_finite",
    "test_loss_certain_and_wrong",
    "test_loss_random",
    "test_loss_keeps_inputs",
]


def cross_entropy(t, p):
    return float(-np.mean(t * np.log(np.maximum(p, 1e-12))))
