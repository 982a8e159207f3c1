"""There is one update for each epoch: make one for each mini-batch."""

import numpy as np

BREAKS = [
    "test_train_losses",
    "test_train_last_batch",
    "test_train_every_sample_once",
    "test_train_new_order",
    "test_held_out_accuracy",
]


def train(X, t, epochs, batch_size, rate, seed):

    W = np.zeros((X.shape[1], t.shape[1]))
    b = np.zeros(t.shape[1])
    losses = []
    for _ in range(epochs):
        dW, db = gradients(X, t, forward(X, W, b))
        W = W - rate * dW
        b = b - rate * db
        losses.append(cross_entropy(t, forward(X, W, b)))
    return W, b, losses
