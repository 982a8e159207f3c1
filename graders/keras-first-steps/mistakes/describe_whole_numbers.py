"""Whole values count as classes: a price may be whole, too. Look at the type of the labels."""

import numpy as np

BREAKS = [
    "test_describe_prices",
    "test_describe_others",
]


def describe(dataset):
    (x_train, y_train), (x_test, y_test) = dataset
    arrays = {"x_train": x_train, "y_train": y_train, "x_test": x_test, "y_test": y_test}
    problem = "classification" if np.array_equal(y_train, np.round(y_train)) else "regression"
    return {name: array.shape for name, array in arrays.items()} | {"problem": problem}
