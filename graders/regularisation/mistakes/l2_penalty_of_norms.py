"""The root of each sum of squares is taken: the penalty is made of the squares themselves."""

import numpy as np

BREAKS = [
    "test_l2_by_hand",
    "test_l2_random",
]


def l2_penalty(weights, strength):
    return strength / 2 * sum(np.linalg.norm(W) for W in weights)
