"""db is the sum of the errors: it should be their mean."""

import numpy as np

BREAKS = [
    "test_gradients_bias",
    "test_gradients_random",
    "test_gradients_own_loss",
]


def gradients(X, t, y):
    return X.T @ (y - t) / len(t), float(np.sum(y - t))
