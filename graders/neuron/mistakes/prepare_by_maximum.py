"""The images are divided by the largest grey level among them, which differs from data to data: take 255."""

BREAKS = [
    "test_prepare_images",
    "test_prepare_keeps_inputs",
]


def prepare(images, labels, digit=5):
    return images.reshape(len(images), -1) / images.max(), (labels == digit).astype(float)
