"""The samples are right, but they are shuffled in the arrays of the caller: shuffle indices."""

import numpy as np

BREAKS = [
    "test_train_keeps_inputs",
]


def train(X, t, epochs, batch_size, rate, seed):
    random = np.random.default_rng(seed)
    W = np.zeros((X.shape[1], t.shape[1]))
    b = np.zeros(t.shape[1])
    losses = []
    for _ in range(epochs):
        order = random.permutation(len(X))
        X[:], t[:] = X[order], t[order]
        for start in range(0, len(X), batch_size):
            batch = slice(start, start + batch_size)
            dW, db = gradients(X[batch], t[batch], forward(X[batch], W, b))
            W = W - rate * dW
            b = b - rate * db
        losses.append(cross_entropy(t, forward(X, W, b)))
    return W, b, losses
