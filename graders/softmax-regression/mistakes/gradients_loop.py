"""The values are right, but a Python loop goes through the samples: X.T @ (p - t) adds them all up."""

import numpy as np

BREAKS = [
    "test_gradients_vectorised",
]


def gradients(X, t, p):
    error = p - t
    dW = np.zeros((X.shape[1], error.shape[1]))
    for x, e in zip(X, error, strict=True):
        dW += np.outer(x, e)
    return dW / len(X), error.mean(axis=0)
