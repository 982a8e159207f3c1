"""The gradients are added up over the samples instead of averaged: divide by their number N."""

import numpy as np

BREAKS = [
    "test_gradients_weights",
    "test_gradients_bias",
    "test_gradients_random",
    "test_gradients_own_loss",
    "test_gradients_vectorised",
]


def gradients(X, t, y):
    error = y - t
    return X.T @ error, float(np.sum(error))
