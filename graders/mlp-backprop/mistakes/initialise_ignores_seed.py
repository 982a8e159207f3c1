"""The generator always has the seed 0: use the argument `seed`."""

import numpy as np

BREAKS = [
    "test_initialise_seed",
]


def initialise(features, hidden, classes, seed):
    random = np.random.default_rng(0)
    return {
        "W1": random.normal(0, 1 / np.sqrt(features), (features, hidden)),
        "b1": np.zeros(hidden),
        "W2": random.normal(0, 1 / np.sqrt(hidden), (hidden, classes)),
        "b2": np.zeros(classes),
    }
