"""The last batch, which is not full, is left out: round up."""

BREAKS = [
    "test_steps_without_validation",
    "test_steps_with_validation",
]


def steps_per_epoch(samples, batch_size, validation_split=0.0):
    return int(samples * (1 - validation_split)) // batch_size
