"""The loss of an epoch is the mean over its batches, seen before each update: record the loss at its end."""

import numpy as np

BREAKS = [
    "test_train_losses",
    "test_train_full_batch",
    "test_train_incomplete_batch",
    "test_train_shuffles",
    "test_train_keeps_inputs",
    "test_train_numpy_alone",
]


def train(X, t, hidden, epochs, batch_size, rate, seed):
    parameters, losses = initialise(X.shape[1], hidden, t.shape[1], seed), []
    random = np.random.default_rng(seed)
    for _ in range(epochs):
        seen, order = [], random.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            h, p = forward(X[batch], parameters)
            seen.append(cross_entropy(t[batch], p))
            gradients = backward(X[batch], t[batch], parameters, h, p)
            parameters = update(parameters, gradients, rate)
        losses.append(float(np.mean(seen)))
    return parameters, losses
