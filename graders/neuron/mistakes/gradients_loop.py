"""The values are right, but a Python loop goes through the samples: y - t subtracts whole arrays."""

import numpy as np

BREAKS = [
    "test_gradients_vectorised",
]


def gradients(X, t, y):
    error = np.array([output - target for output, target in zip(y, t, strict=True)])
    return X.T @ error / len(t), float(np.mean(error))
