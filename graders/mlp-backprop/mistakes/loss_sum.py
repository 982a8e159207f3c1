"""The losses of the samples are added up: take their mean."""

import numpy as np

BREAKS = [
    "test_loss_values",
    "test_loss_random",
    "test_loss_of_certainty",
    "test_train_losses",
    "test_train_full_batch",
    "test_train_incomplete_batch",
    "test_train_shuffles",
    "test_train_keeps_inputs",
    "test_train_numpy_alone",
]


def cross_entropy(t, p):
    p = np.maximum(p, 1e-12)
    return float(-np.sum(t * np.log(p)))
