"""The places do not overlap here, as in a pooling: a filter is laid at every pixel where it fits in."""

BREAKS = [
    "test_feature_count_by_hand",
    "test_feature_count_others",
]


def feature_count(image_size, filter_size, filters):
    return filters * (image_size // filter_size) ** 2
