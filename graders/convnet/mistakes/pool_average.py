"""The mean of each block is taken: max pooling keeps the largest number."""

BREAKS = [
    "test_pool_by_hand",
    "test_pool_random",
    "test_pool_rest",
]


def max_pool(image, size):
    rows, columns = image.shape[0] // size, image.shape[1] // size
    blocks = image[: rows * size, : columns * size].reshape(rows, size, columns, size)
    return blocks.mean(axis=(1, 3))
