"""The samples come in the same order in every epoch: draw a new order at the beginning of each."""

BREAKS = [
    "test_train_shuffles",
]


def train(X, t, hidden, epochs, batch_size, rate, seed):
    parameters = initialise(X.shape[1], hidden, t.shape[1], seed)
    losses = []
    for _ in range(epochs):
        for start in range(0, len(X), batch_size):
            X_batch, t_batch = X[start : start + batch_size], t[start : start + batch_size]
            h, p = forward(X_batch, parameters)
            parameters = update(parameters, backward(X_batch, t_batch, parameters, h, p), rate)
        _, p = forward(X, parameters)
        losses.append(cross_entropy(t, p))
    return parameters, losses
