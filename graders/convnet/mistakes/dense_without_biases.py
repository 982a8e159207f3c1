"""The biases are not counted: each neuron, and each filter, has one."""

from itertools import pairwise

BREAKS = [
    "test_dense_count_by_hand",
    "test_dense_count_others",
]


def dense_parameter_count(sizes):
    return sum(inputs * outputs for inputs, outputs in pairwise(sizes))
