"""The features have the size of the image, as with padding='same': lay the filter only where it fits in."""

import numpy as np

BREAKS = [
    "test_convolve_by_hand",
    "test_convolve_random",
    "test_convolve_integers",
    "test_convolve_by_oneself",
]


def convolve2d(image, kernel):
    height, width = kernel.shape
    above, left = (height - 1) // 2, (width - 1) // 2
    padded = np.pad(image.astype(float), ((above, height - 1 - above), (left, width - 1 - left)))
    features = np.zeros(image.shape)
    for row, column in np.ndindex(features.shape):
        features[row, column] = (padded[row : row + height, column : column + width] * kernel).sum()
    return features
