"""A single bias is counted for each layer: each of its neurons has one."""

from itertools import pairwise

BREAKS = [
    "test_dense_count_by_hand",
    "test_dense_count_others",
]


def dense_parameter_count(sizes):
    return sum(inputs * outputs + 1 for inputs, outputs in pairwise(sizes))
