"""The image keeps its size, as with padding='same': here a filter is laid only where it fits in."""

BREAKS = [
    "test_feature_count_by_hand",
    "test_feature_count_others",
]


def feature_count(image_size, filter_size, filters):
    return filters * image_size**2
