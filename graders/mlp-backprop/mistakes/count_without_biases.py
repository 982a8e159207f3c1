"""Only the weights are counted: each hidden neuron and each output has a bias, too."""

BREAKS = [
    "test_count_values",
    "test_count_others",
]


def parameter_count(features, hidden, classes):
    return features * hidden + hidden * classes
