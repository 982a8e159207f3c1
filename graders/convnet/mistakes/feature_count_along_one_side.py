"""The places are counted along one side: the filter also moves down the image."""

BREAKS = [
    "test_feature_count_by_hand",
    "test_feature_count_others",
]


def feature_count(image_size, filter_size, filters):
    return filters * (image_size - filter_size + 1)
