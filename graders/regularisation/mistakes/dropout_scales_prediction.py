"""The network scales its activations when it predicts: rescale them while it learns, and only then."""

import numpy as np

BREAKS = [
    "test_dropout_by_hand",
    "test_dropout_random",
    "test_dropout_prediction",
]


def apply_dropout(a, kept, rate, training):
    return np.where(kept, a, 0.0) if training else (1 - rate) * a
