"""The sign of the gradients is wrong: the error is y - t, not t - y."""

import numpy as np

BREAKS = [
    "test_gradients_weights",
    "test_gradients_bias",
    "test_gradients_random",
    "test_gradients_own_loss",
    "test_gradients_vectorised",
    "test_gradients_single_sample",
    "test_train_one_step",
    "test_train_loss_falls",
    "test_held_out_accuracy",
    "test_held_out_balanced_accuracy",
    "test_train_trajectory",
    "test_train_keeps_inputs",
    "test_train_numpy_alone",
]


def gradients(X, t, y):
    error = t - y
    return X.T @ error / len(t), float(np.mean(error))
