"""The bias b is added after the sigmoid: it belongs to the weighted sum."""

BREAKS = [
    "test_neuron_values",
    "test_neuron_shape",
    "test_neuron_random",
    "test_neuron_vectorised",
]


def neuron(X, W, b):
    return sigmoid(X @ W) + b
