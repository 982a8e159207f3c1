"""These are the features of one filter: each of them makes as many."""

BREAKS = [
    "test_feature_count_by_hand",
    "test_feature_count_others",
]


def feature_count(image_size, filter_size, filters):
    return (image_size - filter_size + 1) ** 2
