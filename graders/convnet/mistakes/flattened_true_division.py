"""The sides become fractions: pooling drops a rest, so divide with //."""

BREAKS = [
    "test_flattened_size_others",
]


def flattened_size(image_size, filter_size, pool_size, filters):
    side = image_size
    for _ in filters:
        side = (side - filter_size + 1) / pool_size
    return side**2 * filters[-1]
