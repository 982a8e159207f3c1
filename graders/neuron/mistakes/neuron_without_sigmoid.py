"""The weighted sum is returned as it is: pass it through the sigmoid."""

BREAKS = [
    "test_neuron_values",
    "test_neuron_shape",
    "test_neuron_random",
    "test_neuron_vectorised",
    "test_train_one_step",
    "test_held_out_accuracy",
    "test_held_out_balanced_accuracy",
    "test_train_trajectory",
    "test_train_keeps_inputs",
    "test_train_numpy_alone",
    "test_accuracy_boundary",
    "test_accuracy_random",
]


def neuron(X, W, b):
    return X @ W + b
