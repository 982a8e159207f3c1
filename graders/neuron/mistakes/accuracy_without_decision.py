"""The outputs are compared as they are: decide first, y >= 0.5, then count the right decisions."""

import numpy as np

BREAKS = [
    "test_accuracy_values",
    "test_accuracy_boundary",
    "test_accuracy_random",
]


def accuracy(X, t, W, b):
    y = neuron(X, W, b)
    return float(1 - np.mean(np.abs(y - t)))
