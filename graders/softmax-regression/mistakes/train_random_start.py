"""The weights start from random numbers, but they should start from zero."""

import numpy as np

BREAKS = [
    "test_train_one_step",
    "test_train_losses",
    "test_train_one_batch",
    "test_train_epoch_losses",
    "test_train_last_batch",
    "test_train_every_sample_once",
    "test_train_new_order",
    "test_train_keeps_inputs",
    "test_train_numpy_alone",
]


def train(X, t, epochs, batch_size, rate, seed):
    random = np.random.default_rng(seed)
    W, b, losses = random.normal(0, 0.01, (X.shape[1], t.shape[1])), np.zeros(t.shape[1]), []
    for _ in range(epochs):
        order = random.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            dW, db = gradients(X[batch], t[batch], forward(X[batch], W, b))
            W, b = W - rate * dW, b - rate * db
        losses.append(cross_entropy(t, forward(X, W, b)))
    return W, b, losses
