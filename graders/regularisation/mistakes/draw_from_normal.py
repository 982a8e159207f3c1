"""The numbers are drawn from a normal distribution: only uniform ones are below the rate that often."""

import numpy as np

BREAKS = [
    "test_draw_kept",
]


def draw_kept(shape, rate, seed):
    return np.random.default_rng(seed).normal(size=shape) >= rate
