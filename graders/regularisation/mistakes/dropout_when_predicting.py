"""When the network predicts, nothing is switched off: look at the argument `training`."""

import numpy as np

BREAKS = ["test_dropout_prediction"]


def apply_dropout(a, kept, rate, training):
    return np.where(kept, a / (1 - rate), 0.0)
