"""The numbers of filters are multiplied: a filter adds up over all channels, and makes one map of them."""

import math

BREAKS = [
    "test_flattened_size_by_hand",
    "test_flattened_size_others",
]


def flattened_size(image_size, filter_size, pool_size, filters):
    side = image_size
    for _ in filters:
        side = (side - filter_size + 1) // pool_size
    return side**2 * math.prod(filters)
