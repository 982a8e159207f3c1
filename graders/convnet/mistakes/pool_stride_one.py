"""The blocks overlap, one at every pixel: the next one begins where the one before ends."""

import numpy as np

BREAKS = [
    "test_pool_by_hand",
    "test_pool_random",
    "test_pool_rest",
]


def max_pool(image, size):
    pooled = np.empty((image.shape[0] - size + 1, image.shape[1] - size + 1))
    for row, column in np.ndindex(pooled.shape):
        pooled[row, column] = image[row : row + size, column : column + size].max()
    return pooled
