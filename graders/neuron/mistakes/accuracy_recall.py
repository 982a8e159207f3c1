"""Only the samples with t = 1 are counted: refusing another digit is a right decision too."""

import numpy as np

BREAKS = [
    "test_accuracy_values",
    "test_accuracy_boundary",
    "test_accuracy_random",
]


def accuracy(X, t, W, b):
    decisions = neuron(X, W, b) >= 0.5
    return float(np.mean(decisions[t == 1]))
