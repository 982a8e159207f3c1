"""W2 moves before the gradient of W1 is computed: take all four gradients at the same parameters."""

import numpy as np

BREAKS = [
    "test_train_full_batch",
    "test_train_incomplete_batch",
    "test_train_shuffles",
    "test_train_keeps_inputs",
    "test_train_numpy_alone",
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
            gradients = backward(X_batch, t_batch, parameters, h, p)
            for name in ("W2", "b2"):
                parameters = {**parameters, name: parameters[name] - rate * gradients[name]}
            gradients = backward(X_batch, t_batch, parameters, *forward(X_batch, parameters))
            for name in ("W1", "b1"):
                parameters = {**parameters, name: parameters[name] - rate * gradients[name]}
        _, p = forward(X, parameters)
        losses.append(cross_entropy(t, p))
    return parameters, losses
