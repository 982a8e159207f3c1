"""The sigmoid comes from SciPy: write it with NumPy alone."""

from scipy.special import expit

BREAKS = [
    "test_train_numpy_alone",
]


def neuron(X, W, b):
    return expit(X @ W + b)
