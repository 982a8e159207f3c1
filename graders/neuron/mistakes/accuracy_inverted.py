"""That is the share of wrong decisions: a large output means "yes", and a decision that equals t is right."""

import numpy as np

BREAKS = [
    "test_accuracy_values",
    "test_accuracy_boundary",
    "test_accuracy_random",
]


def accuracy(X, t, W, b):
    decisions = neuron(X, W, b) < 0.5
    return float(np.mean(decisions == t))
