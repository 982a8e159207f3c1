"""The step of the last, smaller batch is made smaller: its gradient is a mean already."""

import numpy as np

BREAKS = [
    "test_train_last_batch",
]


def train(X, t, epochs, batch_size, rate, seed):
    random = np.random.default_rng(seed)
    W, b, losses = np.zeros((X.shape[1], t.shape[1])), np.zeros(t.shape[1]), []
    for _ in range(epochs):
        order = random.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            dW, db = gradients(X[batch], t[batch], forward(X[batch], W, b))
            step = rate * len(batch) / batch_size
            W, b = W - step * dW, b - step * db
        losses.append(cross_entropy(t, forward(X, W, b)))
    return W, b, losses
