"""The exponentials are divided by the sum of the whole matrix: each row should sum to 1."""

import numpy as np

BREAKS = [
    "test_softmax_values",
    "test_softmax_shift",
    "test_softmax_large",
    "test_softmax_rows_far_apart",
    "test_softmax_random",
    "test_softmax_keeps_input",
    "test_softmax_vectorised",
    "test_held_out_accuracy",
    "test_forward_values",
    "test_forward_random",
    "test_train_one_batch",
    "test_train_epoch_losses",
    "test_train_last_batch",
    "test_train_every_sample_once",
    "test_train_new_order",
    "test_train_keeps_inputs",
    "test_train_numpy_alone",
]


def softmax(z):
    exponentials = np.exp(z - np.max(z))
    return exponentials / exponentials.sum()
