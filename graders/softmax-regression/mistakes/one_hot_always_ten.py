"""The number of classes is written into the function: use the argument `classes` instead."""

import numpy as np

BREAKS = [
    "test_one_hot_values",
    "test_one_hot_missing_classes",
]


def one_hot(labels, classes=10):
    return np.eye(10)[labels]
