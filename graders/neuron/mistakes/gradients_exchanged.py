"""The two gradients are exchanged: return dW first, then db."""

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
    return float(np.mean(y - t)), X.T @ (y - t) / len(t)
