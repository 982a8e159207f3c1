"""The kept units are made smaller: divide by the share that is kept, do not multiply."""

import numpy as np

BREAKS = [
    "test_dropout_by_hand",
    "test_dropout_random",
    "test_dropout_prediction",
]


def apply_dropout(a, kept, rate, training):
    return np.where(kept, a * (1 - rate), 0.0) if training else a
