"""The values are right, but a Python loop goes through the samples: one product X.T @ error does it all."""

import numpy as np

BREAKS = [
    "test_gradients_vectorised",
]


def gradients(X, t, y):
    error = y - t
    dW = sum(e * x for e, x in zip(error, X, strict=True)) / len(t)
    return dW, float(np.mean(error))
