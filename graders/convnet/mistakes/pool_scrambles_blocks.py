"""`reshape` takes numbers of one row for a block: its axes should be (rows, size, columns, size)."""

BREAKS = [
    "test_pool_by_hand",
    "test_pool_random",
]


def max_pool(image, size):
    rows, columns = image.shape[0] // size, image.shape[1] // size
    blocks = image[: rows * size, : columns * size].reshape(rows, columns, size, size)
    return blocks.max(axis=(2, 3))
