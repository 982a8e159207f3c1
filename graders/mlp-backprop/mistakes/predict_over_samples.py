"""The largest is taken among the samples: among the classes, it is argmax along axis 1."""

import numpy as np

BREAKS = [
    "test_predict_classes_values",
    "test_predict_classes_random",
]


def predict_classes(X, parameters):
    return np.argmax(forward(X, parameters)[1], axis=0)
