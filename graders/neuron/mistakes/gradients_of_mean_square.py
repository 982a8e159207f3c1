"""That is the gradient of the mean squared error: for the cross-entropy 2 y (1 - y) does not occur."""

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
    error = 2 * (y - t) * y * (1 - y)
    return X.T @ error / len(t), float(np.mean(error))
