"""The matrices lie on their side: W1 has a row for each input and a column for each hidden neuron."""

import numpy as np

BREAKS = [
    "test_initialise_shapes",
    "test_initialise_breaks_symmetry",
    "test_initialise_spread",
    "test_initialise_seed",
]


def initialise(features, hidden, classes, seed):
    random = np.random.default_rng(seed)
    return {
        "W1": random.normal(0, 1 / np.sqrt(features), (hidden, features)),
        "b1": np.zeros(hidden),
        "W2": random.normal(0, 1 / np.sqrt(hidden), (classes, hidden)),
        "b2": np.zeros(classes),
    }
