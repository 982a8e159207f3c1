"""db is added up over the samples, while dW is averaged: both are means."""

BREAKS = [
    "test_gradients_biases",
    "test_gradients_random",
    "test_gradients_own_loss",
]


def gradients(X, t, p):
    error = p - t
    return X.T @ error / len(X), error.sum(axis=0)
