"""`reshape` mixes weights of different filters: these are along the last axis, weights[:, :, 0, k]."""

import matplotlib.pyplot as plt

BREAKS = [
    "test_show_filters",
    "test_show_filters_others",
    "test_figure_of_filters",
]


def show_filters(weights):
    side, count = weights.shape[0], weights.shape[-1]
    _, panels = plt.subplots(-(-count // 8), 8)
    for panel, image in zip(panels.flat, weights.reshape(count, side, side), strict=False):
        panel.imshow(image, cmap="gray")
    plt.show()
