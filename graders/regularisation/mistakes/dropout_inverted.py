"""The units that are kept are switched off, and the others stay."""

import numpy as np

BREAKS = [
    "test_dropout_by_hand",
    "test_dropout_random",
    "test_dropout_prediction",
]


def apply_dropout(a, kept, rate, training):
    return np.where(kept, 0.0, a / (1 - rate)) if training else a
