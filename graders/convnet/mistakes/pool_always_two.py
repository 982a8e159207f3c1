"""The blocks are 2 x 2 whatever `size` says."""

BREAKS = [
    "test_pool_by_hand",
    "test_pool_random",
    "test_pool_rest",
]


def max_pool(image, size):
    rows, columns = image.shape[0] // 2, image.shape[1] // 2
    return image[: rows * 2, : columns * 2].reshape(rows, 2, columns, 2).max(axis=(1, 3))
