"""The columns are divided by their variance: its root is missing."""

import numpy as np

BREAKS = [
    "test_regression_values",
    "test_regression_random",
    "test_regression_keeps_inputs",
]


def prepare_regression(dataset):
    (x_train, y_train), (x_test, y_test) = dataset
    mean, deviation = x_train.mean(axis=0), x_train.var(axis=0)
    deviation = np.where(deviation == 0, 1.0, deviation)
    return ((x_train - mean) / deviation, y_train), ((x_test - mean) / deviation, y_test)
