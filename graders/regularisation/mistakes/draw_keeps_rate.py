"""The rate is the share that is switched off; here it is the share that is kept."""

import numpy as np

BREAKS = ["test_draw_kept"]


def draw_kept(shape, rate, seed):
    return np.random.default_rng(seed).random(shape) < rate
