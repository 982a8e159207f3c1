"""The sign of the gradients is wrong: the error is p - t, not t - p."""

BREAKS = [
    "test_gradients_weights",
    "test_gradients_biases",
    "test_gradients_single_sample",
    "test_gradients_random",
    "test_gradients_own_loss",
    "test_gradients_vectorised",
]


def gradients(X, t, p):
    error = t - p
    return X.T @ error / len(X), error.mean(axis=0)
