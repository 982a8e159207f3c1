"""The images are laid out in an array, and never drawn: pass it to imshow and return the figure."""

import numpy as np

BREAKS = [
    "test_show_images",
    "test_show_some_images",
]


def show_images(images, count=200):
    shown = images[:count]
    columns = min(20, len(shown))
    rows = [np.hstack(list(shown[start : start + columns])) for start in range(0, len(shown), columns)]
    return np.vstack(rows)
