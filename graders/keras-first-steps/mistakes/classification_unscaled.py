"""The grey levels are still 0 to 255: divide them by 255."""

import numpy as np

BREAKS = [
    "test_classification_images",
    "test_classification_random",
    "test_classification_other_sizes",
    "test_classification_keeps_inputs",
]


def prepare_classification(dataset, classes=10):
    (x_train, y_train), (x_test, y_test) = dataset
    X_train = x_train.reshape(len(x_train), -1).astype(float)
    X_test = x_test.reshape(len(x_test), -1).astype(float)
    return (X_train, np.eye(classes)[y_train]), (X_test, np.eye(classes)[y_test])
