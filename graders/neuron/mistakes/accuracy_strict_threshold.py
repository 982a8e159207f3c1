"""An output of exactly 0.5 should be taken for the digit: compare with >=."""

import numpy as np

BREAKS = [
    "test_accuracy_boundary",
]


def accuracy(X, t, W, b):
    decisions = neuron(X, W, b) > 0.5
    return float(np.mean(decisions == t))
