"""That is the plain maximum, 1 for one class and 0 for the rest: the softmax gives each its share."""

import numpy as np

BREAKS = [
    "test_softmax_values",
    "test_softmax_shift",
    "test_train_one_step",
    "test_train_losses",
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
    return np.eye(np.shape(z)[1])[np.argmax(z, axis=1)]
