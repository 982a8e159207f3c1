"""Rows and columns that fill no block make one of their own: they are dropped."""

import numpy as np

BREAKS = [
    "test_pool_rest",
]


def max_pool(image, size):
    pooled = np.zeros((-(-image.shape[0] // size), -(-image.shape[1] // size)))
    for row, column in np.ndindex(pooled.shape):
        pooled[row, column] = image[row * size : (row + 1) * size, column * size : (column + 1) * size].max()
    return pooled
