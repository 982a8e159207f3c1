"""The order is drawn once and serves all epochs: draw a new one at the beginning of each."""

import numpy as np

BREAKS = [
    "test_train_shuffles",
]


def train(X, t, hidden, epochs, batch_size, rate, seed):
    parameters, losses = initialise(X.shape[1], hidden, t.shape[1], seed), []
    random = np.random.default_rng(seed)
    order = random.permutation(len(X))
    for _ in range(epochs):
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            h, p = forward(X[batch], parameters)
            gradients = backward(X[batch], t[batch], parameters, h, p)
            parameters = update(parameters, gradients, rate)
        losses.append(cross_entropy(t, forward(X, parameters)[1]))
    return parameters, losses
