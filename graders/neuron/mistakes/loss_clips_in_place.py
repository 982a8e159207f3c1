"""The predictions are clipped in place, so the array of the caller changes."""

import numpy as np

BREAKS = [
    "test_loss_keeps_inputs",
]


def binary_cross_entropy(t, y):
    np.clip(y, 1e-12, 1 - 1e-12, out=y)
    return float(-np.mean(t * np.log(y) + (1 - t) * np.log(1 - y)))
