"""The targets are right, but they are written into the array of labels, whose digits are lost."""

BREAKS = [
    "test_prepare_keeps_inputs",
]


def prepare(images, labels, digit=5):
    is_digit = labels == digit
    labels[is_digit] = 1
    labels[~is_digit] = 0
    return images.reshape(len(images), -1) / 255, labels.astype(float)
