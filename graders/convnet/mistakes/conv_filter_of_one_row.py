"""A filter is counted as a row of F weights: it is F pixels wide and F high."""

from itertools import pairwise

BREAKS = [
    "test_conv_count_by_hand",
    "test_conv_count_of_chains",
]


def conv_parameter_count(channels, filter_size):
    return sum((filter_size * coming_in + 1) * filters for coming_in, filters in pairwise(channels))
