"""`count` is not used: show the first `count` images, not all of 200."""

import matplotlib.pyplot as plt
import numpy as np

BREAKS = [
    "test_show_some_images",
]


def show_images(images, count=200):
    figure, axes = plt.subplots()
    axes.imshow(np.hstack(list(images[:200])), cmap="gray")
    return figure
