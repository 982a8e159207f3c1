"""A part of a sample is trained on: their number is rounded down before the batches are made."""

import math

BREAKS = [
    "test_steps_with_validation",
]


def steps_per_epoch(samples, batch_size, validation_split=0.0):
    return math.ceil(samples * (1 - validation_split) / batch_size)
