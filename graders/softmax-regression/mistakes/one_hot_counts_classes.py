"""The number of columns is taken from the largest label: a class may have no sample, use `classes`."""

import numpy as np

BREAKS = [
    "test_one_hot_missing_classes",
]


def one_hot(labels, classes=10):
    return np.eye(np.max(labels) + 1)[labels]
