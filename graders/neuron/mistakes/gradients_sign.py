"""The sign of the gradients is wrong: the error is y - t, not t - y."""

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
    error = t - y
    return X.T @ error / len(t), float(np.mean(error))
