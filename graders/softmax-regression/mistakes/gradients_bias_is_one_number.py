"""db is the mean over the classes, too: every class has a bias of its own, so db has K numbers."""

import numpy as np

BREAKS = [
    "test_gradients_biases",
    "test_gradients_random",
    "test_gradients_own_loss",
]


def gradients(X, t, p):
    error = p - t
    return X.T @ error / len(X), np.mean(error)
