"""One bias is counted for each feature: a bias belongs to a class."""

BREAKS = [
    "test_parameter_count_small",
    "test_parameter_count_images",
]


def parameter_count(features, classes):
    return (classes + 1) * features
