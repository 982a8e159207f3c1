"""The gradients are twice what they should be: only the derivative of a square has a factor 2."""

import numpy as np

BREAKS = [
    "test_gradients_weights",
    "test_gradients_bias",
    "test_gradients_single_sample",
    "test_gradients_random",
    "test_gradients_own_loss",
    "test_gradients_vectorised",
]


def gradients(X, t, y):
    return 2 * X.T @ (y - t) / len(t), float(2 * np.mean(y - t))
