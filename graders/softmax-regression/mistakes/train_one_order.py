"""The order is drawn once, before the first epoch: draw a new one in each."""

import numpy as np

BREAKS = [
    "test_train_new_order",
]


def train(X, t, epochs, batch_size, rate, seed):
    random = np.random.default_rng(seed)
    order = random.permutation(len(X))
    W = np.zeros((X.shape[1], t.shape[1]))
    b = np.zeros(t.shape[1])
    losses = []
    for _ in range(epochs):
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            dW, db = gradients(X[batch], t[batch], forward(X[batch], W, b))
            W = W - rate * dW
            b = b - rate * db
        losses.append(cross_entropy(t, forward(X, W, b)))
    return W, b, losses
