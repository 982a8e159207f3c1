"""The loss of an epoch is the mean over its batches, seen before each update: record the loss at its end."""

import numpy as np

BREAKS = [
    "test_train_losses",
    "test_train_epoch_losses",
]


def train(X, t, epochs, batch_size, rate, seed):
    random = np.random.default_rng(seed)
    W, b, losses = np.zeros((X.shape[1], t.shape[1])), np.zeros(t.shape[1]), []
    for _ in range(epochs):
        seen, order = [], random.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            p = forward(X[batch], W, b)
            seen.append(cross_entropy(t[batch], p))
            dW, db = gradients(X[batch], t[batch], p)
            W, b = W - rate * dW, b - rate * db
        losses.append(float(np.mean(seen)))
    return W, b, losses
