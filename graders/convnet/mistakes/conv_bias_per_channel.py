"""A bias is counted for each channel that a filter looks at: it has a single one."""

from itertools import pairwise

BREAKS = [
    "test_conv_count_by_hand",
    "test_conv_count_of_chains",
]


def conv_parameter_count(channels, filter_size):
    return sum((filter_size**2 + 1) * coming_in * filters for coming_in, filters in pairwise(channels))
