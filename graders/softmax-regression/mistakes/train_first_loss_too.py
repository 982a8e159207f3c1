"""The loss before the first epoch is recorded too: losses[0] is the one after the first epoch."""

import numpy as np

BREAKS = [
    "test_train_losses",
    "test_train_epoch_losses",
]


def train(X, t, epochs, batch_size, rate, seed):
    random = np.random.default_rng(seed)
    W, b, losses = np.zeros((X.shape[1], t.shape[1])), np.zeros(t.shape[1]), []
    losses.append(cross_entropy(t, forward(X, W, b)))
    for _ in range(epochs):
        order = random.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            dW, db = gradients(X[batch], t[batch], forward(X[batch], W, b))
            W, b = W - rate * dW, b - rate * db
        losses.append(cross_entropy(t, forward(X, W, b)))
    return W, b, losses
