"""The biases are missing."""

import numpy as np

BREAKS = [
    "test_outputs_by_hand",
    "test_outputs_random",
]


def perceptron_outputs(X, W, b):
    z = X @ W
    exponentials = np.exp(z - z.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)
