"""The columns are standardised in place, so the arrays of the caller change."""

import numpy as np

BREAKS = [
    "test_regression_keeps_inputs",
]


def prepare_regression(dataset):
    (x_train, y_train), (x_test, y_test) = dataset
    mean, deviation = x_train.mean(axis=0), x_train.std(axis=0)
    deviation = np.where(deviation == 0, 1.0, deviation)
    for x in (x_train, x_test):
        x -= mean
        x /= deviation
    return (x_train, y_train), (x_test, y_test)
