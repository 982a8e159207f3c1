"""db is a mean over the classes, one number for each sample: take it over the samples, axis 0."""

import numpy as np

BREAKS = [
    "test_gradients_biases",
    "test_gradients_random",
    "test_gradients_own_loss",
]


def gradients(X, t, p):
    return X.T @ (p - t) / len(X), np.mean(p - t, axis=1)
