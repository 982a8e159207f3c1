"""The test rows take part in the mean and the deviation: compute them from the training part alone."""

import numpy as np

BREAKS = [
    "test_regression_values",
    "test_regression_random",
    "test_regression_constant_column",
    "test_regression_keeps_inputs",
]


def prepare_regression(dataset):
    (x_train, y_train), (x_test, y_test) = dataset
    rows = np.concatenate([x_train, x_test])
    mean, deviation = rows.mean(axis=0), rows.std(axis=0)
    deviation = np.where(deviation == 0, 1.0, deviation)
    return ((x_train - mean) / deviation, y_train), ((x_test - mean) / deviation, y_test)
