"""exp(z) is infinite for a large z, and infinity over infinity is NaN."""

import numpy as np

BREAKS = [
    "test_sigmoid_large",
]


def sigmoid(z):
    return np.exp(z) / (1 + np.exp(z))
