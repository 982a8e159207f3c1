"""The bias stays 0: update it as well, with a gradient that is not always 0."""

import numpy as np

BREAKS = [
    "test_train_one_step",
    "test_train_trajectory",
    "test_train_keeps_inputs",
    "test_train_numpy_alone",
]


def train(X, t, steps, rate):
    W, b, losses = np.zeros(X.shape[1]), 0.0, []
    for _ in range(steps):
        y = neuron(X, W, b)
        losses.append(binary_cross_entropy(t, y))
        dW, _ = gradients(X, t, y)
        W = W - rate * dW
    return W, b, losses
