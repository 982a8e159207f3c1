"""A step is added also where the batches are all full: round up."""

import math

BREAKS = [
    "test_steps_without_validation",
    "test_steps_with_validation",
]


def steps_per_epoch(samples, batch_size, validation_split=0.0):
    return math.floor(samples * (1 - validation_split)) // batch_size + 1
