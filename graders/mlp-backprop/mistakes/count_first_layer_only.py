"""Only the first layer is counted: the output layer has weights and biases, too."""

BREAKS = [
    "test_count_values",
    "test_count_others",
]


def parameter_count(features, hidden, classes):
    return features * hidden + hidden
