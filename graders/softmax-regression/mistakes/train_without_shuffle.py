"""The samples are taken in the order of the array: draw a random order in each epoch."""

import numpy as np

BREAKS = [
    "test_train_new_order",
]


def train(X, t, epochs, batch_size, rate, seed):

    W = np.zeros((X.shape[1], t.shape[1]))
    b = np.zeros(t.shape[1])
    losses = []
    for _ in range(epochs):
        for start in range(0, len(X), batch_size):
            batch = slice(start, start + batch_size)
            dW, db = gradients(X[batch], t[batch], forward(X[batch], W, b))
            W = W - rate * dW
            b = b - rate * db
        losses.append(cross_entropy(t, forward(X, W, b)))
    return W, b, losses
