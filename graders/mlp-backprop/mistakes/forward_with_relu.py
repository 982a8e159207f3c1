"""The hidden layer has the ReLU for its activation: here it is the sigmoid."""

import numpy as np

BREAKS = [
    "test_forward_hidden",
    "test_forward_probabilities",
    "test_forward_random",
    "test_forward_extreme",
    "test_forward_vectorised",
]


def forward(X, parameters):
    h = np.maximum(X @ parameters["W1"] + parameters["b1"], 0)
    return h, softmax(h @ parameters["W2"] + parameters["b2"])
