"""The deviation follows the number of neurons of the layer: it should follow that of their inputs."""

import numpy as np

BREAKS = [
    "test_initialise_spread",
]


def initialise(features, hidden, classes, seed):
    random = np.random.default_rng(seed)
    return {
        "W1": random.normal(0, 1 / np.sqrt(hidden), (features, hidden)),
        "b1": np.zeros(hidden),
        "W2": random.normal(0, 1 / np.sqrt(classes), (hidden, classes)),
        "b2": np.zeros(classes),
    }
