"""The two gradients are exchanged: return dW first, then db."""

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
    return np.mean(p - t, axis=0), X.T @ (p - t) / len(X)
