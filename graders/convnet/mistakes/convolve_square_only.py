"""Height and width are taken to be equal: an image and a filter have two sides each."""

import numpy as np

BREAKS = [
    "test_convolve_by_hand",
    "test_convolve_random",
    "test_convolve_integers",
    "test_convolve_by_oneself",
]


def convolve2d(image, kernel):
    size = kernel.shape[0]
    side = image.shape[0] - size + 1
    features = np.zeros((side, side))
    for row, column in np.ndindex(features.shape):
        features[row, column] = (image[row : row + size, column : column + size] * kernel).sum()
    return features
