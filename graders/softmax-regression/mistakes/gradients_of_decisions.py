"""The errors are those of the decisions 0 and 1: subtract t from the probabilities themselves."""

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
    error = np.eye(p.shape[1])[p.argmax(axis=1)] - t
    return X.T @ error / len(X), np.mean(error, axis=0)
