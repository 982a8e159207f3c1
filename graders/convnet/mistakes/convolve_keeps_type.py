"""The features get the type of the pixels, so that fractions and signs are lost: make an array of floats."""

import numpy as np

BREAKS = [
    "test_convolve_integers",
]


def convolve2d(image, kernel):
    height, width = kernel.shape
    features = np.zeros((image.shape[0] - height + 1, image.shape[1] - width + 1), dtype=image.dtype)
    for row, column in np.ndindex(features.shape):
        features[row, column] = (image[row : row + height, column : column + width] * kernel).sum()
    return features
