"""The largest sum of all is subtracted: a row far below it is left with 0 / 0."""

import numpy as np

BREAKS = [
    "test_outputs_large",
]


def perceptron_outputs(X, W, b):
    z = X @ W + b
    exponentials = np.exp(z - z.max())
    return exponentials / exponentials.sum(axis=1, keepdims=True)
