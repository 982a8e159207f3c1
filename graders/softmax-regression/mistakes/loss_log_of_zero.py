"""The logarithm of 0 is infinite, and 0 times infinity is NaN: keep p away from 0."""

import numpy as np

BREAKS = [
    "test_loss_finite",
    "test_loss_certain_and_wrong",
    "test_loss_keeps_inputs",
]


def cross_entropy(t, p):
    return float(-np.mean(np.sum(t * np.log(p), axis=1)))
