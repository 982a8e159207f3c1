"""dW is transposed: it should have the shape (d, K) of W."""

BREAKS = [
    "test_gradients_weights",
    "test_train_one_step",
    "test_train_losses",
    "test_gradients_single_sample",
    "test_gradients_random",
    "test_gradients_own_loss",
    "test_gradients_vectorised",
    "test_train_one_batch",
    "test_train_last_batch",
    "test_train_every_sample_once",
    "test_train_new_order",
    "test_train_numpy_alone",
    "test_held_out_accuracy",
]


def gradients(X, t, p):
    error = p - t
    return error.T @ X / len(X), error.mean(axis=0)
