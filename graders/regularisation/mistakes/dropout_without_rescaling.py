"""The units that are kept must be rescaled, so that their mean stays what it was."""

import numpy as np

BREAKS = ["test_dropout_by_hand", "test_dropout_random", "test_dropout_prediction"]


def apply_dropout(a, kept, rate, training):
    return np.where(kept, a, 0.0) if training else a
