"""The shift is written into the array of scores that was given: subtract into a new one."""

import numpy as np

BREAKS = [
    "test_softmax_keeps_input",
]


def softmax(z):
    z -= np.max(z, axis=1, keepdims=True)
    exponentials = np.exp(z)
    return exponentials / exponentials.sum(axis=1, keepdims=True)
