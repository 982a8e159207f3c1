"""The scores are cut off at 500: the overflow is gone, but so are the right values beyond."""

import numpy as np

BREAKS = [
    "test_softmax_rows_far_apart",
]


def softmax(z):
    exponentials = np.exp(np.clip(z, -500, 500))
    return exponentials / exponentials.sum(axis=1, keepdims=True)
