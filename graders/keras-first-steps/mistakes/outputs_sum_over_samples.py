"""The columns sum to 1: softmax goes over the classes of each sample, so over the rows (axis=1)."""

import numpy as np

BREAKS = [
    "test_outputs_by_hand",
    "test_outputs_random",
    "test_outputs_large",
]


def perceptron_outputs(X, W, b):
    z = X @ W + b
    exponentials = np.exp(z - z.max(axis=0))
    return exponentials / exponentials.sum(axis=0)
