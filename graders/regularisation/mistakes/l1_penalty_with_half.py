"""The factor 1/2 belongs to L2: L1 has none."""

import numpy as np

BREAKS = [
    "test_l1_by_hand",
    "test_l1_random",
]


def l1_penalty(weights, strength):
    return strength / 2 * sum(np.abs(W).sum() for W in weights)
