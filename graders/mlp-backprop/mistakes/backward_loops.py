"""The values are right, but a Python loop goes through the samples: use matrix products."""

import numpy as np

BREAKS = [
    "test_backward_vectorised",
]


def backward(X, t, parameters, h, p):
    gradients = {name: np.zeros(np.shape(value)) for name, value in parameters.items()}
    for x, target, hidden, output in zip(X, t, h, p, strict=True):
        error_2 = (output - target) / len(X)
        error_1 = parameters["W2"] @ error_2 * hidden * (1 - hidden)
        gradients["W1"] += np.outer(x, error_1)
        gradients["b1"] += error_1
        gradients["W2"] += np.outer(hidden, error_2)
        gradients["b2"] += error_2
    return gradients
