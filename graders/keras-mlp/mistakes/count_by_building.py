"""The network is built and asked: count its parameters by arithmetic."""

BREAKS = [
    "test_count_others",
]


def count_parameters(inputs, hidden, classes):
    return build_mlp(inputs, classes, list(hidden), "relu", 0.1).count_params()
