"""The pixels are read by columns: the second number in a row of X is the second pixel of the first row."""

BREAKS = [
    "test_prepare_images",
    "test_prepare_keeps_inputs",
    "test_prepare_random",
]


def prepare(images, labels, digit=5):
    X = images.transpose(0, 2, 1).reshape(len(images), -1) / 255
    return X, (labels == digit).astype(float)
