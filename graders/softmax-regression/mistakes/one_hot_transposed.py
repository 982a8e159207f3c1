"""Rows and columns are exchanged: each label makes a row, and each class has a column."""

import numpy as np

BREAKS = [
    "test_one_hot_values",
    "test_one_hot_digits",
    "test_one_hot_missing_classes",
]


def one_hot(labels, classes=10):
    return np.eye(classes)[:, labels]
