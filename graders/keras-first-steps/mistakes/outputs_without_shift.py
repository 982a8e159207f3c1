"""The exponential of a large sum overflows: subtract the largest sum of each row first."""

import numpy as np

BREAKS = [
    "test_outputs_large",
]


def perceptron_outputs(X, W, b):
    z = X @ W + b
    exponentials = np.exp(z - 0)
    return exponentials / exponentials.sum(axis=1, keepdims=True)
