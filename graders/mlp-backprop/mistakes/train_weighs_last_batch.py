"""The step of the last, smaller batch is made smaller: its gradient is a mean already."""

import numpy as np

BREAKS = [
    "test_train_incomplete_batch",
]


def train(X, t, hidden, epochs, batch_size, rate, seed):
    parameters, losses = initialise(X.shape[1], hidden, t.shape[1], seed), []
    random = np.random.default_rng(seed)
    for _ in range(epochs):
        order = random.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            h, p = forward(X[batch], parameters)
            gradients = backward(X[batch], t[batch], parameters, h, p)
            parameters = update(parameters, gradients, rate * len(batch) / batch_size)
        losses.append(cross_entropy(t, forward(X, parameters)[1]))
    return parameters, losses
