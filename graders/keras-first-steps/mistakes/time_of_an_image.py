"""A step takes a whole batch, not a single image."""

BREAKS = [
    "test_meaning_of_time",
]

time_means = "f"
