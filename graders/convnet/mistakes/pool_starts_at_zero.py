"""The search for the largest number begins at 0: a block may have only negative ones."""

import numpy as np

BREAKS = [
    "test_pool_random",
]


def max_pool(image, size):
    pooled = np.zeros((image.shape[0] // size, image.shape[1] // size))
    for row, column in np.ndindex(pooled.shape):
        for pixel in image[row * size : (row + 1) * size, column * size : (column + 1) * size].flat:
            if pixel > pooled[row, column]:
                pooled[row, column] = pixel
    return pooled
