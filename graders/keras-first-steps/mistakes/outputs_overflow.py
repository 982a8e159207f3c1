"""The exponential of a large sum overflows, and inf / inf is NaN: subtract the largest sum first."""

import numpy as np

BREAKS = [
    "test_outputs_large",
]


def perceptron_outputs(X, W, b):
    exponentials = np.exp(X @ W + b)
    return exponentials / exponentials.sum(axis=1, keepdims=True)
