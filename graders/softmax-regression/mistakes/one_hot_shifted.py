"""The ones stand one column too far to the left: column 0 belongs to class 0, not to class 1."""

import numpy as np

BREAKS = [
    "test_one_hot_values",
    "test_one_hot_digits",
    "test_one_hot_missing_classes",
]


def one_hot(labels, classes=10):
    return np.eye(classes)[np.asarray(labels, dtype=int) - 1]
