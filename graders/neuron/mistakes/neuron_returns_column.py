"""The outputs form a matrix with one column, (N, 1), instead of a vector, (N,)."""

BREAKS = [
    "test_neuron_values",
    "test_neuron_shape",
    "test_neuron_random",
    "test_neuron_vectorised",
]


def neuron(X, W, b):
    return sigmoid(X @ W.reshape(-1, 1) + b)
