"""One place is missing: along a side of N pixels, a filter of F has N - F + 1 places, not N - F."""

BREAKS = [
    "test_feature_count_by_hand",
    "test_feature_count_others",
]


def feature_count(image_size, filter_size, filters):
    return filters * (image_size - filter_size) ** 2
