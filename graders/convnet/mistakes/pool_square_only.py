"""As many blocks are made along the columns as along the rows: the two sides need not be equal."""

import numpy as np

BREAKS = [
    "test_pool_by_hand",
    "test_pool_random",
    "test_pool_rest",
]


def max_pool(image, size):
    count = image.shape[0] // size
    pooled = np.zeros((count, count))
    for row, column in np.ndindex(pooled.shape):
        pooled[row, column] = image[row * size : (row + 1) * size, column * size : (column + 1) * size].max()
    return pooled
