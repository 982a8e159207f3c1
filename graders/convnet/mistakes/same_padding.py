"""The image keeps its size, as with padding='same': here a filter is laid only where it fits in."""

import numpy as np

BREAKS = [
    "test_feature_count_by_hand",
    "test_feature_count_others",
    "test_flattened_size_by_hand",
    "test_flattened_size_others",
    "test_convolve_by_hand",
    "test_convolve_random",
    "test_convolve_integers",
    "test_convolve_by_oneself",
]


def feature_count(image_size, filter_size, filters):
    return filters * image_size**2


def flattened_size(image_size, filter_size, pool_size, filters):
    side = image_size
    for _ in filters:
        side = side // pool_size
    return side**2 * filters[-1]


def convolve2d(image, kernel):
    height, width = kernel.shape
    above, left = (height - 1) // 2, (width - 1) // 2
    padded = np.pad(image.astype(float), ((above, height - 1 - above), (left, width - 1 - left)))
    features = np.zeros(image.shape)
    for row, column in np.ndindex(features.shape):
        features[row, column] = (padded[row : row + height, column : column + width] * kernel).sum()
    return features
