"""math.exp takes a single number: np.exp takes whole arrays."""

import math

BREAKS = [
    "test_sigmoid_values",
    "test_sigmoid_any_shape",
    "test_sigmoid_grid",
    "test_sigmoid_large",
    "test_sigmoid_tails",
]


def sigmoid(z):
    return 1 / (1 + math.exp(-z))
