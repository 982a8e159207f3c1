"""The losses of the samples are added up: take their mean."""

import numpy as np

BREAKS = [
    "test_loss_values",
    "test_loss_finite",
    "test_loss_random",
]


def cross_entropy(t, p):
    return float(-np.sum(t * np.log(np.maximum(p, 1e-12))))
