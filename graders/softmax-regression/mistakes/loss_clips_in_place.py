"""The zeros are replaced in place, so the array of the caller changes."""

import numpy as np

BREAKS = [
    "test_loss_keeps_inputs",
]


def cross_entropy(t, p):
    p[p < 1e-12] = 1e-12
    return float(-np.mean(np.sum(t * np.log(p), axis=1)))
