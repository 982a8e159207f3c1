"""The loss is half of what it should be: divide by N, not by 2N."""

import numpy as np

BREAKS = [
    "test_loss_values",
    "test_loss_random",
    "test_loss_of_certainty",
]


def cross_entropy(t, p):
    return float(-np.mean(np.sum(t * np.log(np.maximum(p, 1e-12)), axis=1)) / 2)
