"""`if z >= 0` asks one question, and an array holds many: let np.where or a mask choose for each element."""

import numpy as np

BREAKS = [
    "test_sigmoid_values",
    "test_sigmoid_any_shape",
    "test_sigmoid_grid",
    "test_sigmoid_large",
    "test_sigmoid_tails",
]


def sigmoid(z):
    if z >= 0:
        return 1 / (1 + np.exp(-z))
    return np.exp(z) / (1 + np.exp(z))
