"""Each step uses a single sample: use all samples at each step."""

import numpy as np

BREAKS = [
    "test_train_one_step",
    "test_train_trajectory",
    "test_train_keeps_inputs",
    "test_train_numpy_alone",
    "test_held_out_balanced_accuracy",
]


def train(X, t, steps, rate):
    W, b, losses = np.zeros(X.shape[1]), 0.0, []
    for step in range(steps):
        losses.append(binary_cross_entropy(t, neuron(X, W, b)))
        one = slice(step % len(X), step % len(X) + 1)
        dW, db = gradients(X[one], t[one], neuron(X[one], W, b))
        W, b = W - rate * dW, b - rate * db
    return W, b, losses
