"""The decision is inverted: a large output means that the image is the digit."""

import numpy as np

BREAKS = [
    "test_accuracy_values",
    "test_accuracy_boundary",
    "test_accuracy_random",
]


def accuracy(X, t, W, b):
    decisions = neuron(X, W, b) < 0.5
    return float(np.mean(decisions == t))
