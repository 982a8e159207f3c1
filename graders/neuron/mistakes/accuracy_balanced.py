"""That is the balanced accuracy: here each sample counts the same, whatever its target."""

import numpy as np

BREAKS = [
    "test_accuracy_values",
    "test_accuracy_random",
]


def accuracy(X, t, W, b):
    decisions = neuron(X, W, b) >= 0.5
    return float(np.mean([np.mean(decisions[t == target] == target) for target in (0, 1)]))
