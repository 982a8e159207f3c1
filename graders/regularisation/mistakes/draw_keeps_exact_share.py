"""Exactly this share is switched off: each unit should be drawn by itself."""

import numpy as np

BREAKS = [
    "test_draw_kept",
]


def draw_kept(shape, rate, seed):
    kept = np.arange(np.prod(shape)) >= round(rate * np.prod(shape))
    return np.random.default_rng(seed).permutation(kept).reshape(shape)
