"""Each class has a sigmoid of its own: softmax divides by the sum over the classes."""

import numpy as np

BREAKS = [
    "test_outputs_by_hand",
    "test_outputs_random",
    "test_outputs_large",
]


def perceptron_outputs(X, W, b):
    return 1 / (1 + np.exp(-np.clip(X @ W + b, -500, 500)))
