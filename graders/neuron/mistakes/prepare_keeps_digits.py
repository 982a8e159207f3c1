"""The targets are still the digits 0 to 9: compare the labels with the chosen digit."""

BREAKS = [
    "test_prepare_labels",
    "test_prepare_random",
    "test_prepare_keeps_inputs",
]


def prepare(images, labels, digit=5):
    return images.reshape(len(images), -1) / 255, labels.astype(float)
