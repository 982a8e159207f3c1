"""The derivative with respect to the biases is 0: it should be the mean error of each class."""

import numpy as np

BREAKS = [
    "test_gradients_biases",
    "test_gradients_random",
    "test_gradients_own_loss",
]


def gradients(X, t, p):
    return X.T @ (p - t) / len(X), np.zeros(np.shape(t)[1])
