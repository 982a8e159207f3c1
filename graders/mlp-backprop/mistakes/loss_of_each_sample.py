"""The loss of each sample is returned: take their mean, one number."""

import numpy as np

BREAKS = [
    "test_loss_values",
    "test_loss_random",
    "test_loss_of_certainty",
]


def cross_entropy(t, p):
    return -np.sum(t * np.log(np.maximum(p, 1e-12)), axis=1)
