"""The biases of the filters are not counted: each filter has one."""

from itertools import pairwise

BREAKS = [
    "test_conv_count_by_hand",
    "test_conv_count_of_chains",
]


def conv_parameter_count(channels, filter_size):
    return sum(filter_size**2 * coming_in * filters for coming_in, filters in pairwise(channels))
