"""The maps of all convolutions are added up: only those of the last one remain at the end."""

BREAKS = [
    "test_flattened_size_by_hand",
    "test_flattened_size_others",
]


def flattened_size(image_size, filter_size, pool_size, filters):
    side = image_size
    for _ in filters:
        side = (side - filter_size + 1) // pool_size
    return side**2 * sum(filters)
