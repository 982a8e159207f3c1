"""z is cut off at 500: the overflow is gone, but so are the right values beyond."""

import numpy as np

BREAKS = [
    "test_sigmoid_tails",
]


def sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))
