"""The prices are standardised as well: return them as they are."""

import numpy as np

BREAKS = [
    "test_regression_targets",
    "test_regression_random",
    "test_regression_keeps_inputs",
]


def prepare_regression(dataset):
    (x_train, y_train), (x_test, y_test) = dataset
    mean, deviation = x_train.mean(axis=0), x_train.std(axis=0)
    deviation = np.where(deviation == 0, 1.0, deviation)
    middle, spread = y_train.mean(), y_train.std()
    X_train, X_test = (x_train - mean) / deviation, (x_test - mean) / deviation
    return (X_train, (y_train - middle) / spread), (X_test, (y_test - middle) / spread)
