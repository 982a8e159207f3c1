"""The biases are not counted: each neuron, and each filter, has one."""

from itertools import pairwise

BREAKS = [
    "test_dense_count_by_hand",
    "test_dense_count_others",
    "test_conv_count_by_hand",
    "test_conv_count_of_chains",
]


def dense_parameter_count(sizes):
    return sum(inputs * outputs for inputs, outputs in pairwise(sizes))


def conv_parameter_count(channels, filter_size):
    return sum(filter_size**2 * coming_in * filters for coming_in, filters in pairwise(channels))
