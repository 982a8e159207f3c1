"""exp overflows for large sums, and infinity over infinity is NaN: use the softmax given above."""

import numpy as np

BREAKS = [
    "test_forward_extreme",
]


def forward(X, parameters):
    h = sigmoid(X @ parameters["W1"] + parameters["b1"])
    powers = np.exp(h @ parameters["W2"] + parameters["b2"])
    return h, powers / powers.sum(axis=1, keepdims=True)
