"""The scaled grey levels are rounded to 0 or 1: keep the values in between."""

import numpy as np

BREAKS = [
    "test_prepare_images",
    "test_prepare_random",
    "test_prepare_keeps_inputs",
]


def prepare(images, labels, digit=5):
    X = np.round(images.reshape(len(images), -1) / 255)
    return X, (labels == digit).astype(float)
