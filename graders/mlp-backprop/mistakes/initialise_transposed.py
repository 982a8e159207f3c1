"""The matrices lie on their side: W1 has a row for each input and a column for each hidden neuron."""

import numpy as np

BREAKS = [
    "test_initialise_shapes",
    "test_initialise_breaks_symmetry",
    "test_initialise_spread",
    "test_initialise_seed",
    "test_train_losses",
    "test_train_learns_xor",
    "test_train_full_batch",
    "test_train_incomplete_batch",
    "test_train_goes_through_all_samples",
    "test_train_shuffles",
    "test_train_keeps_inputs",
    "test_train_numpy_alone",
    "test_held_out_accuracy",
]


def initialise(features, hidden, classes, seed):
    random = np.random.default_rng(seed)
    return {
        "W1": random.normal(0, 1 / np.sqrt(features), (hidden, features)),
        "b1": np.zeros(hidden),
        "W2": random.normal(0, 1 / np.sqrt(hidden), (classes, hidden)),
        "b2": np.zeros(classes),
    }
