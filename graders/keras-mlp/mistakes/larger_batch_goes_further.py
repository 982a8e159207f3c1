"""A larger batch holds more images, so an epoch has fewer of them, and the weights move fewer times."""

BREAKS = [
    "test_larger_batch",
]

larger_batch = "a"
