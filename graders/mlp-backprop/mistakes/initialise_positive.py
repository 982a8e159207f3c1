"""`random.random` draws from 0 to 1, so no weight is negative: their mean should be 0."""

import numpy as np

BREAKS = [
    "test_initialise_spread",
]


def initialise(features, hidden, classes, seed):
    random = np.random.default_rng(seed)
    return {
        "W1": random.random((features, hidden)) / np.sqrt(features),
        "b1": np.zeros(hidden),
        "W2": random.random((hidden, classes)) / np.sqrt(hidden),
        "b2": np.zeros(classes),
    }
