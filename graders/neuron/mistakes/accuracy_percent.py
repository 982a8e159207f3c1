"""The accuracy is given in per cent: it should be a number between 0 and 1."""

import numpy as np

BREAKS = [
    "test_accuracy_values",
    "test_accuracy_boundary",
    "test_accuracy_random",
]


def accuracy(X, t, W, b):
    decisions = neuron(X, W, b) >= 0.5
    return float(100 * np.mean(decisions == t))
