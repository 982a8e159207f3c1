"""The values are right, but a Python loop goes through the samples: NumPy adds b to all at once."""

import numpy as np

BREAKS = [
    "test_neuron_vectorised",
]


def neuron(X, W, b):
    sums = [weighted + b for weighted in X @ W]
    return sigmoid(np.array(sums))
