"""X and t themselves are put in another order: shuffle the numbers of the samples instead."""

import numpy as np

BREAKS = [
    "test_train_keeps_inputs",
]


def train(X, t, hidden, epochs, batch_size, rate, seed):
    parameters = initialise(X.shape[1], hidden, t.shape[1], seed)
    random = np.random.default_rng(seed)
    losses = []
    for _ in range(epochs):
        order = random.permutation(len(X))
        X[:], t[:] = X[order], t[order]
        for start in range(0, len(X), batch_size):
            X_batch, t_batch = X[start : start + batch_size], t[start : start + batch_size]
            h, p = forward(X_batch, parameters)
            parameters = update(parameters, backward(X_batch, t_batch, parameters, h, p), rate)
        _, p = forward(X, parameters)
        losses.append(cross_entropy(t, p))
    return parameters, losses
