"""A last row of the grid that is not full is left out: round the number of rows up."""

import matplotlib.pyplot as plt

BREAKS = [
    "test_show_some_images",
]


def show_images(images, count=200):
    columns = min(20, count)
    rows = count // columns
    figure, axes = plt.subplots(rows, columns, squeeze=False)
    for one, image in zip(axes.flat, images, strict=False):
        one.imshow(image, cmap="gray")
        one.axis("off")
    return figure
