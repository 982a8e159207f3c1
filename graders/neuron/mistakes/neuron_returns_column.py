"""The outputs form a matrix with one column, (N, 1), instead of a vector, (N,)."""

BREAKS = [
    "test_neuron_values",
    "test_neuron_shape",
    "test_neuron_random",
    "test_neuron_vectorised",
    "test_train_one_step",
    "test_train_loss_falls",
    "test_train_trajectory",
    "test_train_keeps_inputs",
    "test_train_numpy_alone",
    "test_accuracy_values",
    "test_accuracy_boundary",
    "test_accuracy_random",
    "test_held_out_accuracy",
    "test_held_out_balanced_accuracy",
]


def neuron(X, W, b):
    return sigmoid(X @ W.reshape(-1, 1) + b)
