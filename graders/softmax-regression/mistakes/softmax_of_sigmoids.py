"""Those are sigmoids, divided by their sum: the softmax takes the exponentials of the scores."""

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
    exponentials = np.exp(-np.abs(z))
    sigmoids = np.where(np.asarray(z) >= 0, 1, exponentials) / (1 + exponentials)
    return sigmoids / sigmoids.sum(axis=1, keepdims=True)
