"""A place is missing after each convolution: along N pixels, a filter of F has N - F + 1, not N - F."""

BREAKS = [
    "test_flattened_size_by_hand",
    "test_flattened_size_others",
]


def flattened_size(image_size, filter_size, pool_size, filters):
    side = image_size
    for _ in filters:
        side = (side - filter_size) // pool_size
    return side**2 * filters[-1]
