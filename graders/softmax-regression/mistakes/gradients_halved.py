"""The gradients are half of what they should be: divide by N, not by 2N."""

import numpy as np

BREAKS = [
    "test_gradients_weights",
    "test_gradients_biases",
    "test_gradients_single_sample",
    "test_gradients_random",
    "test_gradients_own_loss",
    "test_gradients_vectorised",
]


def gradients(X, t, p):
    return X.T @ (p - t) / (2 * len(X)), np.mean(p - t, axis=0) / 2
