"""The grey levels are divided in place: where they are floats already, the array of the caller changes."""

import numpy as np

BREAKS = [
    "test_classification_keeps_inputs",
]


def prepare_classification(dataset, classes=10):
    (x_train, y_train), (x_test, y_test) = dataset
    X_train = np.asarray(x_train, dtype=float).reshape(len(x_train), -1)
    X_test = np.asarray(x_test, dtype=float).reshape(len(x_test), -1)
    X_train /= 255
    X_test /= 255
    return (X_train, np.eye(classes)[y_train]), (X_test, np.eye(classes)[y_test])
