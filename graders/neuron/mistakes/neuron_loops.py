"""The values are right, but a Python loop goes through the samples: one product X @ W does it all."""

import numpy as np

BREAKS = [
    "test_neuron_vectorised",
]


def neuron(X, W, b):
    sums = [x @ W for x in X]
    return sigmoid(np.array(sums) + b)
