"""The sums over the samples are divided by the number d of features: divide by the number N of samples."""

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
    return X.T @ (p - t) / X.shape[1], np.sum(p - t, axis=0) / X.shape[1]
