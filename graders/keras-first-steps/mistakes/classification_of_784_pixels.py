"""784 is written into the function: let the array say how many pixels an image has."""

import numpy as np

BREAKS = [
    "test_classification_images",
    "test_classification_labels",
    "test_classification_other_sizes",
    "test_classification_keeps_inputs",
]


def prepare_classification(dataset, classes=10):
    (x_train, y_train), (x_test, y_test) = dataset
    X_train, X_test = x_train.reshape(-1, 784) / 255, x_test.reshape(-1, 784) / 255
    return (X_train, np.eye(classes)[y_train]), (X_test, np.eye(classes)[y_test])
