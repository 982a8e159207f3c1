"""The samples put aside are counted as well: none of them is trained on."""

import numpy as np

BREAKS = [
    "test_steps_with_validation",
]


def steps_per_epoch(samples, batch_size, validation_split=0.0):
    return int(np.ceil(samples / batch_size))
