"""The type of the inputs is looked at: it is the labels that are to be predicted."""

import numpy as np

BREAKS = [
    "test_describe_others",
]


def describe(dataset):
    (x_train, y_train), (x_test, y_test) = dataset
    arrays = {"x_train": x_train, "y_train": y_train, "x_test": x_test, "y_test": y_test}
    problem = "classification" if np.issubdtype(x_train.dtype, np.integer) else "regression"
    return {name: array.shape for name, array in arrays.items()} | {"problem": problem}
