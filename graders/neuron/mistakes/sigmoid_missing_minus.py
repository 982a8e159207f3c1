"""The exponent lacks its minus sign: sigmoid should rise with z, not fall."""

import numpy as np

BREAKS = [
    "test_sigmoid_values",
    "test_sigmoid_any_shape",
    "test_sigmoid_grid",
    "test_sigmoid_large",
    "test_sigmoid_tails",
    "test_neuron_values",
    "test_neuron_shape",
    "test_train_loss_falls",
    "test_accuracy_values",
    "test_held_out_accuracy",
    "test_held_out_balanced_accuracy",
    "test_neuron_random",
    "test_neuron_vectorised",
    "test_train_trajectory",
    "test_train_keeps_inputs",
    "test_train_numpy_alone",
    "test_accuracy_boundary",
    "test_accuracy_random",
]


def sigmoid(z):
    small = np.exp(-np.abs(z))
    return np.where(np.asarray(z) >= 0, small, 1.0) / (1.0 + small)
