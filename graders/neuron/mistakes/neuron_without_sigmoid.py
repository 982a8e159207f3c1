"""The weighted sum is returned as it is: pass it through the sigmoid."""

BREAKS = [
    "test_neuron_values",
    "test_neuron_shape",
    "test_neuron_random",
    "test_neuron_vectorised",
]


def neuron(X, W, b):
    return X @ W + b
