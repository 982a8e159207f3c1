"""One shift serves all rows, and a row of far smaller scores ends as 0 / 0: shift each by its own."""

import numpy as np

BREAKS = [
    "test_softmax_large",
    "test_softmax_rows_far_apart",
]


def softmax(z):
    exponentials = np.exp(z - np.max(z))
    return exponentials / exponentials.sum(axis=1, keepdims=True)
