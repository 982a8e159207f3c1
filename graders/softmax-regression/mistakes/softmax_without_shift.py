"""np.exp overflows for large scores, and inf / inf is NaN: first take off the largest of each row."""

import numpy as np

BREAKS = [
    "test_softmax_large",
    "test_softmax_rows_far_apart",
]


def softmax(z):
    exponentials = np.exp(z)
    return exponentials / exponentials.sum(axis=1, keepdims=True)
