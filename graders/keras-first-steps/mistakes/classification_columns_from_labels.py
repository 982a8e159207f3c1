"""The number of columns comes from the largest label: a class may be missing, so use `classes`."""

import numpy as np

BREAKS = [
    "test_classification_labels",
    "test_classification_random",
]


def prepare_classification(dataset, classes=10):
    (x_train, y_train), (x_test, y_test) = dataset
    X_train = x_train.reshape(len(x_train), -1) / 255
    X_test = x_test.reshape(len(x_test), -1) / 255
    return (X_train, np.eye(y_train.max() + 1)[y_train]), (X_test, np.eye(y_test.max() + 1)[y_test])
