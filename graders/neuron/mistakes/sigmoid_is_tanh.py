"""That is tanh, which goes from -1 to 1; the sigmoid goes from 0 to 1."""

import numpy as np

BREAKS = [
    "test_sigmoid_values",
    "test_sigmoid_any_shape",
    "test_sigmoid_grid",
    "test_sigmoid_large",
    "test_sigmoid_tails",
]


def sigmoid(z):
    return np.tanh(z)
