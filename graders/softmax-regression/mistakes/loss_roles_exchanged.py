"""The roles of t and p are exchanged: the logarithm is that of the probabilities, p."""

import numpy as np

BREAKS = [
    "test_loss_values",
    "test_loss_finite",
    "test_loss_random",
]


def cross_entropy(t, p):
    return float(-np.mean(np.sum(p * np.log(np.maximum(t, 1e-12)), axis=1)))
