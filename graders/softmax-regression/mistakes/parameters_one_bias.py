"""A single bias is counted: every class has one of its own."""

BREAKS = [
    "test_parameter_count_small",
    "test_parameter_count_images",
]


def parameter_count(features, classes):
    return features * classes + 1
