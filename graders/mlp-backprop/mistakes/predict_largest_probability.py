"""That is the largest probability itself: its place is asked for, argmax instead of max."""

import numpy as np

BREAKS = [
    "test_predict_classes_values",
    "test_predict_classes_random",
]


def predict_classes(X, parameters):
    return np.max(forward(X, parameters)[1], axis=1)
