"""Each part is divided by its own largest value: every grey level is divided by 255."""

import numpy as np

BREAKS = [
    "test_classification_images",
]


def prepare_classification(dataset, classes=10):
    return tuple((x.reshape(len(x), -1) / x.max(), np.eye(classes)[y]) for x, y in dataset)
