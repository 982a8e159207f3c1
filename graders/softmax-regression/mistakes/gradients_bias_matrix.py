"""db is a matrix with one row, (1, K): it has the shape of b, (K,)."""

import numpy as np

BREAKS = [
    "test_gradients_biases",
    "test_gradients_random",
    "test_gradients_own_loss",
]


def gradients(X, t, p):
    return X.T @ (p - t) / len(X), np.mean(p - t, axis=0, keepdims=True)
