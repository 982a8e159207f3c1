"""The targets are inverted: 1 should mean that the image is the chosen digit."""

BREAKS = [
    "test_prepare_labels",
    "test_prepare_random",
    "test_prepare_keeps_inputs",
]


def prepare(images, labels, digit=5):
    return images.reshape(len(images), -1) / 255, (labels != digit).astype(float)
