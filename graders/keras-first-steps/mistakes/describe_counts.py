"""The numbers of samples are given: the shape says how long every axis is (array.shape)."""

import numpy as np

BREAKS = [
    "test_describe_images",
    "test_describe_prices",
    "test_describe_others",
]


def describe(dataset):
    (x_train, y_train), (x_test, y_test) = dataset
    arrays = {"x_train": x_train, "y_train": y_train, "x_test": x_test, "y_test": y_test}
    problem = "classification" if np.issubdtype(y_train.dtype, np.integer) else "regression"
    return {name: len(array) for name, array in arrays.items()} | {"problem": problem}
