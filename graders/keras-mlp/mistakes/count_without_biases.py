"""The biases are not counted: each layer has one for each of its outputs."""

from itertools import pairwise

BREAKS = [
    "test_count_by_hand",
    "test_count_others",
]


def count_parameters(inputs, hidden, classes):
    sizes = [inputs, *hidden, classes]
    return sum(before * after for before, after in pairwise(sizes))
