"""The exponentials are divided by the sum of the whole matrix: each row should sum to 1."""

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
    exponentials = np.exp(z - np.max(z))
    return exponentials / exponentials.sum()
