"""The derivative with respect to the bias is 0: it should be the mean error."""

BREAKS = [
    "test_gradients_bias",
    "test_gradients_random",
    "test_gradients_own_loss",
]


def gradients(X, t, y):
    return X.T @ (y - t) / len(t), 0.0
