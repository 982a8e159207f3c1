"""The classes are counted from 1, but the digits begin with 0."""

import numpy as np

BREAKS = [
    "test_predict_classes_values",
    "test_predict_classes_random",
]


def predict_classes(X, parameters):
    return 1 + np.argmax(forward(X, parameters)[1], axis=1)
