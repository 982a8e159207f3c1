"""The hidden layer has tanh, and backward its slope: that is consistent, but the sigmoid is asked for."""

import numpy as np

BREAKS = [
    "test_forward_hidden",
    "test_forward_probabilities",
    "test_backward_hidden_layer",
    "test_forward_random",
    "test_forward_extreme",
    "test_forward_vectorised",
    "test_backward_random",
    "test_backward_single_sample",
    "test_backward_finite_differences",
    "test_backward_vectorised",
    "test_backward_keeps_inputs",
]


def forward(X, parameters):
    h = np.tanh(X @ parameters["W1"] + parameters["b1"])
    return h, softmax(h @ parameters["W2"] + parameters["b2"])


def backward(X, t, parameters, h, p):
    error_2 = (p - t) / len(X)
    error_1 = error_2 @ parameters["W2"].T * (1 - h**2)
    return {"W1": X.T @ error_1, "b1": error_1.sum(axis=0), "W2": h.T @ error_2, "b2": error_2.sum(axis=0)}
