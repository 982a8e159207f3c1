"""That is tanh, which goes from -1 to 1; the sigmoid goes from 0 to 1."""

import numpy as np

BREAKS = [
    "test_sigmoid_values",
    "test_sigmoid_any_shape",
    "test_sigmoid_grid",
    "test_sigmoid_large",
    "test_sigmoid_tails",
    "test_neuron_values",
    "test_neuron_shape",
    "test_train_one_step",
    "test_accuracy_values",
    "test_neuron_random",
    "test_neuron_vectorised",
    "test_train_trajectory",
    "test_train_keeps_inputs",
    "test_train_numpy_alone",
    "test_accuracy_boundary",
    "test_accuracy_random",
]


def sigmoid(z):
    return np.tanh(z)
