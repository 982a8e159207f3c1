"""dW is transposed: it should have the shape (d, K) of W."""

BREAKS = [
    "test_gradients_weights",
    "test_gradients_single_sample",
    "test_gradients_random",
    "test_gradients_own_loss",
    "test_gradients_vectorised",
]


def gradients(X, t, p):
    error = p - t
    return error.T @ X / len(X), error.mean(axis=0)
