"""The grey levels are still 0 to 255: divide them by 255."""

BREAKS = [
    "test_prepare_images",
    "test_prepare_random",
    "test_prepare_keeps_inputs",
]


def prepare(images, labels, digit=5):
    return images.reshape(len(images), -1).astype(float), (labels == digit).astype(float)
