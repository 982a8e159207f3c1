"""The images are put in another order and the targets are not: each image gets the target of another."""

import numpy as np

BREAKS = [
    "test_train_learns_xor",
    "test_train_full_batch",
    "test_train_goes_through_all_samples",
    "test_train_shuffles",
    "test_train_keeps_inputs",
    "test_train_numpy_alone",
    "test_held_out_accuracy",
]


def train(X, t, hidden, epochs, batch_size, rate, seed):
    parameters = initialise(X.shape[1], hidden, t.shape[1], seed)
    random = np.random.default_rng(seed)
    losses = []
    for _ in range(epochs):
        shuffled = X[random.permutation(len(X))]
        for start in range(0, len(X), batch_size):
            X_batch, t_batch = shuffled[start : start + batch_size], t[start : start + batch_size]
            h, p = forward(X_batch, parameters)
            parameters = update(parameters, backward(X_batch, t_batch, parameters, h, p), rate)
        _, p = forward(X, parameters)
        losses.append(cross_entropy(t, p))
    return parameters, losses
