"""The logarithm of 0 is infinite, and 0 times infinity is NaN: keep p above 0."""

import numpy as np

BREAKS = [
    "test_loss_of_certainty",
]


def cross_entropy(t, p):
    return float(-np.mean(np.sum(t * np.log(p), axis=1)))
