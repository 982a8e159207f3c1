"""The weights are drawn from a uniform distribution: draw them from a normal one."""

import numpy as np

BREAKS = [
    "test_initialise_spread",
]


def initialise(features, hidden, classes, seed):
    random = np.random.default_rng(seed)
    return {
        "W1": random.uniform(-((3 / features) ** 0.5), (3 / features) ** 0.5, (features, hidden)),
        "b1": np.zeros(hidden),
        "W2": random.uniform(-((3 / hidden) ** 0.5), (3 / hidden) ** 0.5, (hidden, classes)),
        "b2": np.zeros(classes),
    }
