"""The grey levels are divided by 256, but white is 255: it should become exactly 1."""

BREAKS = [
    "test_prepare_images",
    "test_prepare_random",
    "test_prepare_keeps_inputs",
]


def prepare(images, labels, digit=5):
    return images.reshape(len(images), -1) / 256, (labels == digit).astype(float)
