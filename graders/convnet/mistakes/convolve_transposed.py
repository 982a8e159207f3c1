"""Each pixel spreads the filter around it: that is a transposed convolution, which enlarges the image."""

import numpy as np

BREAKS = [
    "test_convolve_by_hand",
    "test_convolve_random",
    "test_convolve_integers",
    "test_convolve_by_oneself",
]


def convolve2d(image, kernel):
    height, width = kernel.shape
    features = np.zeros((image.shape[0] + height - 1, image.shape[1] + width - 1))
    for row, column in np.ndindex(image.shape):
        features[row : row + height, column : column + width] += image[row, column] * kernel
    return features
