"""The loss is the one of the last batch: after each epoch, take it over all samples."""

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
    parameters = initialise(X.shape[1], hidden, t.shape[1], seed)
    random = np.random.default_rng(seed)
    losses = []
    for _ in range(epochs):
        order = random.permutation(len(X))
        for start in range(0, len(X), batch_size):
            X_batch, t_batch = X[order[start : start + batch_size]], t[order[start : start + batch_size]]
            h, p = forward(X_batch, parameters)
            parameters = update(parameters, backward(X_batch, t_batch, parameters, h, p), rate)
        losses.append(cross_entropy(t_batch, p))
    return parameters, losses
