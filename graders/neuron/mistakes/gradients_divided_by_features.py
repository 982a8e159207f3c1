"""The sum over the samples is divided by the number d of features: divide by the number N of samples."""

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
    return X.T @ (y - t) / X.shape[1], float(np.sum(y - t) / X.shape[1])
