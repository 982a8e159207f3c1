"""The bias b is not added to the weighted sum."""

BREAKS = [
    "test_neuron_values",
    "test_neuron_shape",
    "test_neuron_random",
    "test_neuron_vectorised",
    "test_train_trajectory",
    "test_train_keeps_inputs",
    "test_train_numpy_alone",
    "test_accuracy_random",
]


def neuron(X, W, b):
    return sigmoid(X @ W)
