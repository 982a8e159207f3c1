"""The units are rescaled by the share that happened to be kept: the formula has the probability 1 - r."""

import numpy as np

BREAKS = [
    "test_dropout_by_hand",
    "test_dropout_random",
    "test_dropout_prediction",
]


def apply_dropout(a, kept, rate, training):
    return np.where(kept, a, 0.0) / kept.mean() if training else a
