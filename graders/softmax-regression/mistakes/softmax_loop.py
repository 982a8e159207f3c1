"""The values are right, but a Python loop goes through the rows: an axis and keepdims do without."""

import numpy as np

BREAKS = [
    "test_softmax_vectorised",
]


def softmax(z):
    rows = []
    for scores in z:
        exponentials = np.exp(scores - np.max(scores))
        rows.append(exponentials / exponentials.sum())
    return np.array(rows)
