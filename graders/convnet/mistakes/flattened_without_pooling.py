"""The poolings are missing: each divides the side by their size."""

BREAKS = [
    "test_flattened_size_by_hand",
    "test_flattened_size_others",
]


def flattened_size(image_size, filter_size, pool_size, filters):
    side = image_size - len(filters) * (filter_size - 1)
    return side**2 * filters[-1]
