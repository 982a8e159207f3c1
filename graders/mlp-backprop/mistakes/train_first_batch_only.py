"""Each epoch ends after one batch: look at the indentation, or for a return or break in the loop."""

import numpy as np

BREAKS = [
    "test_train_incomplete_batch",
    "test_train_goes_through_all_samples",
    "test_train_shuffles",
    "test_held_out_accuracy",
]


def train(X, t, hidden, epochs, batch_size, rate, seed):
    parameters = initialise(X.shape[1], hidden, t.shape[1], seed)
    random = np.random.default_rng(seed)
    losses = []
    for _ in range(epochs):
        order = random.permutation(len(X))
        for start in range(0, len(X), batch_size):
            X_batch, t_batch = X[order[start : start + batch_size]], t[order[start : start + batch_size]]
            h, p = forward(X_batch, parameters)
            parameters = update(parameters, backward(X_batch, t_batch, parameters, h, p), rate)
            break
        _, p = forward(X, parameters)
        losses.append(cross_entropy(t, p))
    return parameters, losses
