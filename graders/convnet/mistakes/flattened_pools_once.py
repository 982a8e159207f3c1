"""There is one pooling, at the end: a pooling follows each convolution."""

BREAKS = [
    "test_flattened_size_by_hand",
    "test_flattened_size_others",
]


def flattened_size(image_size, filter_size, pool_size, filters):
    side = (image_size - len(filters) * (filter_size - 1)) // pool_size
    return side**2 * filters[-1]
