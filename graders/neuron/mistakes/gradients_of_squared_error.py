"""That is the gradient of a squared error: with the cross-entropy the factor y (1 - y) cancels."""

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
    error = (y - t) * y * (1 - y)
    return X.T @ error / len(t), float(np.mean(error))
