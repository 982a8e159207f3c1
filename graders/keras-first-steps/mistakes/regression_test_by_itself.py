"""The test part is standardised with a mean and a deviation of its own: use those of the training part."""

import numpy as np

BREAKS = [
    "test_regression_values",
    "test_regression_random",
    "test_regression_constant_column",
    "test_regression_keeps_inputs",
]


def prepare_regression(dataset):
    (x_train, y_train), (x_test, y_test) = dataset
    parts = []
    for x in (x_train, x_test):
        deviation = x.std(axis=0)
        parts.append((x - x.mean(axis=0)) / np.where(deviation == 0, 1.0, deviation))
    return (parts[0], y_train), (parts[1], y_test)
