"""X is shuffled and t is not, so samples meet the targets of others: use one order for both."""

import numpy as np

BREAKS = [
    "test_train_one_step",
    "test_train_one_batch",
    "test_train_epoch_losses",
    "test_train_every_sample_once",
    "test_train_new_order",
    "test_train_keeps_inputs",
    "test_train_numpy_alone",
    "test_held_out_accuracy",
]


def train(X, t, epochs, batch_size, rate, seed):
    random = np.random.default_rng(seed)
    W = np.zeros((X.shape[1], t.shape[1]))
    b = np.zeros(t.shape[1])
    losses = []
    for _ in range(epochs):
        shuffled = X[random.permutation(len(X))]
        for start in range(0, len(X), batch_size):
            batch = slice(start, start + batch_size)
            dW, db = gradients(shuffled[batch], t[batch], forward(shuffled[batch], W, b))
            W = W - rate * dW
            b = b - rate * db
        losses.append(cross_entropy(t, forward(X, W, b)))
    return W, b, losses
