"""The biases are not counted: they are trained as well."""

BREAKS = [
    "test_parameter_count_small",
    "test_parameter_count_images",
]


def parameter_count(features, classes):
    return features * classes
