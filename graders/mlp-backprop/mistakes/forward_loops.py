"""The values are right, but a Python loop goes through the samples: one product serves all."""

import numpy as np

BREAKS = [
    "test_forward_vectorised",
]


def forward(X, parameters):
    h = np.array([sigmoid(x @ parameters["W1"] + parameters["b1"]) for x in X])
    return h, softmax(h @ parameters["W2"] + parameters["b2"])
