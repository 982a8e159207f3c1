"""That is the number of right decisions: divide it by the number of samples."""

import numpy as np

BREAKS = [
    "test_accuracy_values",
    "test_accuracy_boundary",
    "test_accuracy_random",
]


def accuracy(X, t, W, b):
    return int(np.sum((neuron(X, W, b) >= 0.5) == t))
