"""A factor p (1 - p) comes from a squared error: with the cross-entropy it cancels."""

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
    error = 2 * (p - t) * p * (1 - p)
    return X.T @ error / len(X), np.mean(error, axis=0)
