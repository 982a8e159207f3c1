"""That is the plain maximum, 1 for one class and 0 for the rest: the softmax gives each its share."""

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
    return np.eye(np.shape(z)[1])[np.argmax(z, axis=1)]
