"""All rows together sum to 1: each row is divided by its own sum."""

import numpy as np

BREAKS = [
    "test_outputs_by_hand",
    "test_outputs_random",
    "test_outputs_large",
]


def perceptron_outputs(X, W, b):
    z = X @ W + b
    exponentials = np.exp(z - z.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum()
