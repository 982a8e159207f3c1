"""db holds the error of each sample: it is one number, their mean."""

BREAKS = [
    "test_gradients_bias",
    "test_gradients_random",
    "test_gradients_own_loss",
]


def gradients(X, t, y):
    return X.T @ (y - t) / len(t), y - t
