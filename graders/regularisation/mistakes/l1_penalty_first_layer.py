"""Only the first layer is counted: the sum goes over all of them."""

import numpy as np

BREAKS = [
    "test_l1_by_hand",
    "test_l1_random",
]


def l1_penalty(weights, strength):
    return strength * np.abs(weights[0]).sum()
