"""The convolutions leave the size as it is, as with padding='same': here each makes the image smaller."""

BREAKS = [
    "test_flattened_size_by_hand",
    "test_flattened_size_others",
]


def flattened_size(image_size, filter_size, pool_size, filters):
    side = image_size
    for _ in filters:
        side = side // pool_size
    return side**2 * filters[-1]
