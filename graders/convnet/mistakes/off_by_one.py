"""One place is missing: along a side of N pixels, a filter of F has N - F + 1 places, not N - F."""

BREAKS = [
    "test_feature_count_by_hand",
    "test_feature_count_others",
    "test_flattened_size_by_hand",
    "test_flattened_size_others",
]


def feature_count(image_size, filter_size, filters):
    return filters * (image_size - filter_size) ** 2


def flattened_size(image_size, filter_size, pool_size, filters):
    side = image_size
    for _ in filters:
        side = (side - filter_size) // pool_size
    return side**2 * filters[-1]
