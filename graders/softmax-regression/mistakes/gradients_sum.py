"""The gradients are added up over the samples instead of averaged: divide by their number N."""

BREAKS = [
    "test_gradients_weights",
    "test_gradients_biases",
    "test_gradients_random",
    "test_gradients_own_loss",
    "test_gradients_vectorised",
]


def gradients(X, t, p):
    error = p - t
    return X.T @ error, error.sum(axis=0)


W, b, losses = train(X_train, one_hot(y_train), epochs=10, batch_size=300, rate=0.5 / 300, seed=0)
