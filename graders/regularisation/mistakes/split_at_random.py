"""The samples are drawn at random: Keras takes them as they come."""

import numpy as np

BREAKS = [
    "test_split_by_hand",
    "test_split_random",
]


def validation_split(x, t, share):
    order = np.random.default_rng(0).permutation(len(x))
    fit, val = np.split(order, [int((1 - share) * len(x))])
    return (x[fit], t[fit]), (x[val], t[val])
