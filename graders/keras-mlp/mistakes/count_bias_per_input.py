"""The biases are counted for the inputs of each layer: it is each of its outputs that has one."""

from itertools import pairwise

BREAKS = [
    "test_count_by_hand",
    "test_count_others",
]


def count_parameters(inputs, hidden, classes):
    sizes = [inputs, *hidden, classes]
    return sum(before * (after + 1) for before, after in pairwise(sizes))
