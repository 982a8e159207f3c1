"""The absolute values are averaged: add them up."""

import numpy as np

BREAKS = [
    "test_l1_by_hand",
    "test_l1_random",
]


def l1_penalty(weights, strength):
    return strength * sum(np.abs(W).mean() for W in weights)
