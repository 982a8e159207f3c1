"""The last place along each side is missing: along N pixels, a filter of F has N - F + 1 of them."""

import numpy as np

BREAKS = [
    "test_convolve_by_hand",
    "test_convolve_random",
    "test_convolve_integers",
    "test_convolve_by_oneself",
]


def convolve2d(image, kernel):
    height, width = kernel.shape
    features = np.zeros((image.shape[0] - height, image.shape[1] - width))
    for row, column in np.ndindex(features.shape):
        patch = image[row : row + height, column : column + width]
        features[row, column] = (patch * kernel).sum()
    return features
