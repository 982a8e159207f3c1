"""Those are the logarithms of the probabilities: take their exponential."""

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
    z = z - z.max(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))
