"""The sum runs over the samples (axis 0): each row, over the classes, should sum to 1."""

import numpy as np

BREAKS = [
    "test_softmax_values",
    "test_softmax_shift",
    "test_softmax_large",
    "test_softmax_rows_far_apart",
    "test_softmax_random",
    "test_softmax_keeps_input",
    "test_softmax_vectorised",
]


def softmax(z):
    exponentials = np.exp(z - np.max(z, axis=0))
    return exponentials / exponentials.sum(axis=0)
