"""What is put aside is counted as if it were trained on."""

import math

BREAKS = [
    "test_steps_with_validation",
]


def steps_per_epoch(samples, batch_size, validation_split=0.0):
    return math.ceil(samples / batch_size)
