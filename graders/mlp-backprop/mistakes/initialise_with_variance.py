"""1/n is given where the standard deviation, 1/sqrt(n), is wanted: `normal` takes no variance."""

import numpy as np

BREAKS = [
    "test_initialise_spread",
]


def initialise(features, hidden, classes, seed):
    random = np.random.default_rng(seed)
    return {
        "W1": random.normal(0, 1 / features, (features, hidden)),
        "b1": np.zeros(hidden),
        "W2": random.normal(0, 1 / hidden, (hidden, classes)),
        "b2": np.zeros(classes),
    }
