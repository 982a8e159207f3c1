"""The sign of the gradients is wrong: the error is p - t, not t - p."""

BREAKS = [
    "test_gradients_weights",
    "test_gradients_biases",
    "test_gradients_single_sample",
    "test_gradients_random",
    "test_gradients_own_loss",
    "test_gradients_vectorised",
    "test_held_out_accuracy",
    "test_train_one_step",
    "test_train_losses",
    "test_train_one_batch",
    "test_train_epoch_losses",
    "test_train_last_batch",
    "test_train_every_sample_once",
    "test_train_new_order",
    "test_train_keeps_inputs",
    "test_train_numpy_alone",
]


def gradients(X, t, p):
    error = t - p
    return X.T @ error / len(X), error.mean(axis=0)
