"""The values are right, but a Python loop goes through the samples: one product X.T @ error does it all."""

import numpy as np

BREAKS = [
    "test_gradients_vectorised",
]


def gradients(X, t, y):
    dW, db = np.zeros(X.shape[1]), 0.0
    for x, error in zip(X, y - t, strict=True):
        dW += error * x
        db += error
    return dW / len(t), float(db) / len(t)
