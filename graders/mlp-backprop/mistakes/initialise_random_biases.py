"""The biases are drawn at random: they start from 0."""

import numpy as np

BREAKS = [
    "test_initialise_shapes",
]


def initialise(features, hidden, classes, seed):
    random = np.random.default_rng(seed)
    return {
        "W1": random.normal(0, features**-0.5, (features, hidden)),
        "b1": random.normal(0, 0.1, hidden),
        "W2": random.normal(0, hidden**-0.5, (hidden, classes)),
        "b2": random.normal(0, 0.1, classes),
    }
