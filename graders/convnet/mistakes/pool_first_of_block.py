"""The first number of each block is kept: keep the largest."""

BREAKS = [
    "test_pool_by_hand",
    "test_pool_random",
    "test_pool_rest",
]


def max_pool(image, size):
    rows, columns = image.shape[0] // size, image.shape[1] // size
    return image[: rows * size : size, : columns * size : size]
