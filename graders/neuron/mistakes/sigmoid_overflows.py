"""exp(-z) overflows for a very negative z, and the tail is lost."""

import numpy as np

BREAKS = [
    "test_sigmoid_large",
    "test_sigmoid_tails",
]


def sigmoid(z):
    return 1 / (1 + np.exp(-np.asarray(z)))
