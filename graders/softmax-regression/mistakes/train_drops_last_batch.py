"""There are too few updates: where batch_size does not divide N, the smaller last batch makes one, too."""

import numpy as np

BREAKS = [
    "test_train_last_batch",
]


def train(X, t, epochs, batch_size, rate, seed):
    random = np.random.default_rng(seed)
    W = np.zeros((X.shape[1], t.shape[1]))
    b = np.zeros(t.shape[1])
    losses = []
    for _ in range(epochs):
        order = random.permutation(len(X))
        for start in range(0, len(X) - batch_size + 1, batch_size):
            batch = order[start : start + batch_size]
            dW, db = gradients(X[batch], t[batch], forward(X[batch], W, b))
            W = W - rate * dW
            b = b - rate * db
        losses.append(cross_entropy(t, forward(X, W, b)))
    return W, b, losses
