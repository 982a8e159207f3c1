"""The loss before the first epoch is recorded too: losses[0] is the one after the first epoch."""

import numpy as np

BREAKS = [
    "test_train_losses",
    "test_train_learns_xor",
    "test_train_full_batch",
    "test_train_incomplete_batch",
    "test_train_shuffles",
    "test_train_keeps_inputs",
    "test_train_numpy_alone",
]


def train(X, t, hidden, epochs, batch_size, rate, seed):
    parameters, losses = initialise(X.shape[1], hidden, t.shape[1], seed), []
    random = np.random.default_rng(seed)
    losses.append(cross_entropy(t, forward(X, parameters)[1]))
    for _ in range(epochs):
        order = random.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            h, p = forward(X[batch], parameters)
            gradients = backward(X[batch], t[batch], parameters, h, p)
            parameters = update(parameters, gradients, rate)
        losses.append(cross_entropy(t, forward(X, parameters)[1]))
    return parameters, losses
