"""Those are decisions, 0 or 1: return the output of the sigmoid as it is."""

BREAKS = [
    "test_neuron_values",
    "test_neuron_shape",
    "test_neuron_random",
    "test_neuron_vectorised",
]


def neuron(X, W, b):
    return (sigmoid(X @ W + b) >= 0.5).astype(float)
