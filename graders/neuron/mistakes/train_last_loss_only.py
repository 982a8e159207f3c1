"""Only the last loss is returned: collect the losses of all steps in a list."""

import numpy as np

BREAKS = [
    "test_train_loss_falls",
    "test_train_trajectory",
    "test_train_keeps_inputs",
    "test_train_numpy_alone",
]


def train(X, t, steps, rate):
    W, b = np.zeros(X.shape[1]), 0.0
    for _ in range(steps):
        y = neuron(X, W, b)
        loss = binary_cross_entropy(t, y)
        dW, db = gradients(X, t, y)
        W, b = W - rate * dW, b - rate * db
    return W, b, loss
