"""The losses of the samples are added up: take their mean."""

import numpy as np

BREAKS = [
    "test_loss_values",
    "test_loss_random",
    "test_loss_of_certainty",
]


def cross_entropy(t, p):
    p = np.maximum(p, 1e-12)
    return float(-np.sum(t * np.log(p)))
