"""The targets form a matrix with one column, (N, 1), instead of a vector, (N,)."""

BREAKS = [
    "test_prepare_labels",
    "test_prepare_random",
    "test_prepare_keeps_inputs",
]


def prepare(images, labels, digit=5):
    return images.reshape(len(images), -1) / 255, (labels == digit).astype(float).reshape(-1, 1)
