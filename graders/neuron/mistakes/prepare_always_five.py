"""The digit is written into the function: use the argument `digit` instead."""

BREAKS = [
    "test_prepare_labels",
    "test_prepare_random",
]


def prepare(images, labels, digit=5):
    return images.reshape(len(images), -1) / 255, (labels == 5).astype(float)
