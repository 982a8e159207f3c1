"""The errors are those of the decisions 0 and 1: subtract t from the output y itself."""

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
    error = (y >= 0.5) - t
    return X.T @ error / len(t), float(np.mean(error))
